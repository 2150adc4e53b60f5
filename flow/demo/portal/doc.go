// Package portal shows the pages of the app registration, with the names of the
// Microsoft Entra admin center: the list, a form for a new one, Overview,
// Authentication, Certificates & secrets, Token configuration, API permissions
// and Manifest.
//
// Each button is an action on a registration.Draft, by the name of the page and
// of the button. After a change the browser is redirected, so that reloading a
// page repeats nothing; when a rule refuses the change, the page comes back with
// what was entered and the reason.
package portal
