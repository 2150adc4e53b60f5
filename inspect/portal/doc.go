// Package portal knows the places where things are set: the pages of an app registration in Microsoft's portal, and
// the dashboard of an auth product.
//
// One dated table names each place in today's portal and in the older one, since both are still met. Texts name a
// place as {portal:NAME}, and Fill puts the words in. Places gives the addresses; an app of a test server has none.
package portal
