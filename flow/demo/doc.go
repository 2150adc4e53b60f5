// Package demo is a look-alike of Microsoft Entra ID in process: a tenant that
// you can sign in to without an account, a network or an app registration. It
// speaks real HTTP, signs with real RSA keys and answers in Entra's shapes.
//
// Start serves a Scenario, which is one way a connection can be set up, right
// or wrong; Scenarios lists them. It says what the app registration is at
// first. From then on the registration is state of the Server, which the pages
// change and everything else reads, so that a change shows in the next sign-in.
// Server.Connection is what the user of the scenario has set up, and Server.Env
// a world in which the demo tenant is all there is: its browser is Server.Play,
// which plays the user.
//
// The pages stand for the portal's app registration (PortalURL), the dashboard
// of the auth product (DashboardURL) and the product's own sign-in page
// (AccountPortalURL). Practice begins with nothing registered, and Setup is
// what to save to continue on another day. It holds no secret.
//
// This package is the door. What it serves is in rooms; each imports only those
// before it:
//
//	credential    identifiers and secrets in Microsoft's shapes, and a list of them
//	web           requests, answers, pages and forms
//	tenant        tenants, accounts, authorities
//	registration  the app registration and the auth product's connection: data, rules, state
//	scenario      the table of scenarios and their words
//	openid        sign-in, codes, tokens, keys, metadata, userinfo
//	graph         Microsoft Graph: app registrations, read and changed, and /me
//	portal        the portal's pages of the app registration
//	product       the auth product: dashboard, sign-in page, Clerk's Frontend API
//	demotest      a visitor for tests
//
// It does not imitate what edov never uses: the v1 endpoints, the hybrid and
// implicit flows, the device flow, sign-out. It listens on 127.0.0.1 only, checks
// no password and protects nothing.
package demo
