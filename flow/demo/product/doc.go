// Package product plays the auth product that the demo's app is for, with Clerk
// as the model: the dashboard with its Microsoft connection, the product's own
// sign-in page, which signs in with the credentials that the dashboard has, and
// the Frontend API that edov reads.
//
// A State is one way an instance can be set up; States lists them.
package product
