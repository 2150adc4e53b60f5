// Package entra knows the names and addresses of Microsoft Entra ID: its clouds with their hosts, what a tenant is
// called, how an issuer names it, who else may have issued a token, and where the portal has the pages of an app.
//
// They are facts, each with its source. Nothing is asked over the network, and an address from outside belongs to
// Microsoft only if its host is one of the list, letter for letter (CloudOfHost).
package entra
