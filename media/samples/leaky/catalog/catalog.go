// Package catalog finds and lists what the shop sells.
package catalog

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// A Product is one article of the shop.
type Product struct {
	ID    int      `json:"id"`
	Name  string   `json:"name"`
	Price int      `json:"price"`
	Tags  []string `json:"tags"`
}

// Catalog holds all products.
type Catalog struct {
	products []Product
}

// New returns a catalog of n invented products.
func New(n int) *Catalog {
	colours := []string{"amber", "blue", "crimson", "green", "ivory", "teal"}
	things := []string{"kettle", "lamp", "notebook", "pan", "rake", "suitcase", "violin"}
	products := make([]Product, n)
	for i := range products {
		colour, thing := colours[i%len(colours)], things[i%len(things)]
		products[i] = Product{
			ID:    i,
			Name:  fmt.Sprintf("%s %s no. %d", colour, thing, i),
			Price: 500 + 37*i%9000,
			Tags:  []string{colour, thing},
		}
	}
	return &Catalog{products: products}
}

// Search returns the products whose name holds every word, cheapest first, or else the one that was probably meant.
func (c *Catalog) Search(query string) []Product {
	words := strings.Fields(strings.ToLower(query))
	found := filter(c.products, func(p Product) bool {
		name := strings.ToLower(p.Name)
		return every(words, func(word string) bool { return strings.Contains(name, word) })
	})
	if len(found) == 0 {
		return []Product{c.closest(query)}
	}
	slices.SortFunc(found, func(a, b Product) int { return cmp.Compare(a.Price, b.Price) })
	return found
}

// filter returns the items to keep. It does not know how many there will be, so its result grows as it goes.
func filter[T any](items []T, keep func(T) bool) []T {
	var kept []T
	for _, item := range items {
		if keep(item) {
			kept = append(kept, item)
		}
	}
	return kept
}

func every[T any](items []T, holds func(T) bool) bool {
	for _, item := range items {
		if !holds(item) {
			return false
		}
	}
	return true
}
