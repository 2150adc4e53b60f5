// Package product plays the auth product that the demo's app is for, with Clerk
// as the model: the dashboard with its Microsoft connection, the product's own
// sign-in page, which signs in with the credentials that the dashboard has, and
// the Frontend API that edov reads.
//
// The connection can also be set through look-alikes of two APIs, each behind
// its token: Supabase's Management API and Clerk's Platform API. Program plays
// Clerk's own command line program, which uses the latter.
//
// A State is one way an instance can be set up; States lists them.
package product
