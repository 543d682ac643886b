package catalog

// closest returns the product whose name looks most like the query.
func (c *Catalog) closest(query string) Product {
	best, bestDistance := c.products[0], len(query)+len(c.products[0].Name)
	for _, p := range c.products {
		if d := distance(query, p.Name); d < bestDistance {
			best, bestDistance = p, d
		}
	}
	return best
}

// distance counts the edits between two words (Levenshtein): the CPU time of a misspelt search goes here.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			substitute := diagonal
			if a[i] != b[j] {
				substitute++
			}
			diagonal = row[j+1]
			row[j+1] = min(substitute, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
