package demo

import (
	"edov/flow/demo/graph"
	"edov/flow/demo/product"
	"edov/flow/demo/registration"
	"edov/flow/demo/scenario"
	"edov/flow/demo/tenant"
)

// What a user of the demo tenant meets has its name here too, so that this
// package is the only one that must be imported.
type (
	// Scenario is one way a connection can be set up.
	Scenario = scenario.Scenario
	// ClerkState is one way a Clerk instance can be set up.
	ClerkState = product.State
	// Setup is what the pages change.
	Setup = registration.Setup
	// App is the app registration.
	App = registration.App
	// Redirect is a redirect URI with its platform.
	Redirect = registration.Redirect
	// OptionalClaim is one optional claim.
	OptionalClaim = registration.OptionalClaim
	// Dashboard is the Microsoft connection at the auth product.
	Dashboard = registration.Dashboard
	// GraphOptions say how Microsoft Graph differs from one that does all it is asked for.
	GraphOptions = graph.Options
	// ClerkProgram plays Clerk's own command line program.
	ClerkProgram = product.Program
	// GraphFault is something that goes wrong with a request to Microsoft Graph, or to a product's API.
	GraphFault = graph.Fault
)

const (
	// ClientID is the app registration of the listed scenarios. One that is
	// added on the pages has an ID of its own: see Server.Setup.
	ClientID = scenario.ClientID
	// ProductRedirectURI is the redirect URI of the auth product that the listed scenarios' app is for: Clerk.
	ProductRedirectURI = scenario.ProductRedirectURI
)

// RedirectURIOf is the redirect URI of an auth product that an app of the demo tenant is set up for.
func RedirectURIOf(product string) string { return scenario.RedirectURIOf(product) }

// ProductRedirectURIs are those of all products, Clerk's first.
func ProductRedirectURIs() []string { return scenario.ProductRedirectURIs() }

// TenantID is the tenant of the app registration.
var TenantID = tenant.Contoso.ID

// ErrRules is a setup that breaks the rules of an app registration, such as a redirect URI that is not allowed.
var ErrRules = registration.ErrRules

// Scenarios lists all scenarios, the healthy ones first.
func Scenarios() []Scenario { return scenario.All() }

// Lookup finds a scenario by its ID.
func Lookup(id string) (Scenario, bool) { return scenario.Lookup(id) }

// Practice is the scenario to learn with: nothing is registered yet. It is none
// of Scenarios.
func Practice() Scenario { return scenario.Practice() }

// ClerkStates lists the states of the Clerk look-alike, the correct one first.
func ClerkStates() []ClerkState { return product.States() }

// LookupClerk finds a state of the Clerk look-alike by its ID.
func LookupClerk(id string) (ClerkState, bool) { return product.LookupState(id) }

// User is a person who can sign in at the demo tenant. There is no password.
type User struct{ Account, Name, Username, Note string }

// Users are all of them, the member of the tenant first.
func Users() []User {
	var users []User
	for _, p := range tenant.People {
		users = append(users, User{string(p.Account), p.Name, p.Username, p.Note})
	}
	return users
}
