// Package product says how each auth product would take the email of a token: by which rule, read where and when, and
// what a stranger with the same address would reach (nOAuth, simulated).
//
// products_table.go has a row for each product. A rule is a function of the claims; its basis says whether it was read in
// source, is documented, or inferred. Of a token that is refused or was not checked, no product is said to verify anything.
package product
