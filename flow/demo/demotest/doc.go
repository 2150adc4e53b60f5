// Package demotest is a visitor of the demo tenant for tests: it opens pages,
// fills in forms and makes the requests of an app, over real HTTP and with
// nothing but what a visitor can see.
//
// Start and Practice serve a scenario until the test ends. Get, Post and Fetch
// are the plain requests. Choose, Code and Redeem sign an account in as an app
// would; Submit, Done and Refused press buttons of the portal and of the auth
// product's dashboard. Whatever goes wrong on the way ends the test.
//
// It belongs to tests only, but it is no test file, so that the tests of every
// room can share it. No package of the product may import it.
package demotest
