// Package rollout says who in a tenant may have trouble signing in with an auth product, before they try.
//
// A Collector takes users one by one, as flow reads them, and what is known of the tenant's domains and policies; its
// Report counts the users without a mail, those whose mail is in a domain that the tenant has not verified, guests, and
// those who share a mail, and says what the chosen product would do with each (package product). Accounts that are
// disabled can't sign in, and are left out.
//
// Its memory does not grow with the number of users, but for one small entry for each mail, up to a limit that the
// report names, and the users that are listed.
//
// What was not read is never fine: such a check is "not checked" with the reason, and so is the verdict.
package rollout
