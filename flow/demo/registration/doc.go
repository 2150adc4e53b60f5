// Package registration is the demo tenant's shared state: the app registration
// that the portal changes and the OpenID server and Graph read, and the
// Microsoft connection at the auth product.
//
// App, Setup and Dashboard are plain data that can be saved; they hold no value
// of a secret. Setup.Check holds them to the portal's rules, because a saved
// setup may have been edited. App.Graph is the registration as Microsoft Graph
// shows it, and App.ApplyManifest takes an edited one back, naming the line of
// what is wrong.
//
// State is a Setup while a server runs, with the values of its secrets. A change
// is applied whole or not at all.
package registration
