// Package proof holds what a sign-in shows of who the user is: the account, the email and whether its owner is
// verified, how far the ID token can be believed, and how auth products would take it.
//
// It is vocabulary, plain data that a report carries: package token reads accounts and emails, package product judges
// products, package report says how far a token is trusted.
//
// Nothing here becomes better by being read again: Distrust turns a verdict on claims into one on a token that was
// refused or not checked, and there is no way back.
package proof
