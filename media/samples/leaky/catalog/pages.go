package catalog

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
)

// SearchHandler answers with the products found, as JSON.
func SearchHandler(c *Catalog) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		page, err := json.Marshal(c.Search(r.FormValue("q")))
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		var body bytes.Buffer
		for _, part := range [][]byte{[]byte(`{"products":`), page, []byte("}\n")} {
			body.Write(part)
		}
		w.Header().Set("Content-Type", "application/json")
		w.Write(body.Bytes())
	})
}

// ExportHandler answers with the price list as CSV.
func ExportHandler(c *Catalog) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/csv")
		w.Write([]byte(priceList(c.products[:120])))
	})
}

// priceList copies all lines before it for each line that it adds.
func priceList(products []Product) string {
	list := "id,name,price\n"
	for _, p := range products {
		list += fmt.Sprintf("%d,%q,%d.%02d\n", p.ID, p.Name, p.Price/100, p.Price%100)
	}
	return list
}
