// Package guide is the setup guide: the steps of connecting an app to an auth product, and how far a connection is.
//
// The guides are data: a JSON file for each product, over parts.json, which they share. A reader adds a product's
// guide, a step or a part there, without touching Go; the test of the data says what is missing.
//
// A Progress holds what reports showed of each check and what the user marked as done; a Walk applies it to a guide
// with the connection's own values. A part is proven, contradicted, said or open. Evidence beats marks, newer
// evidence beats older, and claims of a token that was not verified prove nothing.
package guide
