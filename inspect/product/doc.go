// Package product judges an ID token as auth products would: would each treat its email as verified, and would it
// let a stranger in?
//
// The rules are data, products.json: each product is a list of cases over the claims, the first that holds counts,
// and names where its rule was read, and when. "Source" is the only basis that is a fact; what is merely inferred
// says so. A product is added there; Go is touched only for a condition that no product had before (see
// conditions).
//
// Where a product asks Microsoft Graph instead of the token, the judgement needs flow.Me.
package product
