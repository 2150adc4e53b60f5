// Package guide walks through the steps of connecting an app to an auth product, and tells how far a connection is.
//
// The guides are data: a JSON file for each product, over parts.json, which they share. A Progress holds what reports
// showed of each check and what the user says; a Walk lays it over a guide with the connection's own values. A part is
// proven, contradicted, said or open; claims of a token that was not verified prove nothing.
package guide
