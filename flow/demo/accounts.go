package demo

import (
	"crypto/sha256"
	"encoding/base64"

	"edov/flow"
)

// tenant is a directory of the demo.
type tenant struct{ id, name, domain string }

// The directories. Names are Microsoft's examples, domains are reserved ones
// (RFC 2606).
var (
	contoso  = tenant{"3c1f8e2a-5b7d-4c96-a1e0-8f42d9b63175", "Contoso", "contoso.example"}
	fabrikam = tenant{"a7d04b18-92c3-4f6e-b5d1-60e8c27f9a43", "Fabrikam", "fabrikam.example"}
	tailspin = tenant{"e58b2c07-1d94-4a3f-8c60-7b3f5d1e9a26", "Tailspin", "tailspin.example"}
	tenants  = []tenant{contoso, fabrikam, tailspin}
)

// Account names one person of the demo.
type Account string

// The accounts.
const (
	AccountWork     Account = "work"     // a member of Contoso
	AccountPersonal Account = "personal" // a personal Microsoft account
	AccountGuest    Account = "guest"    // a member of Fabrikam and a guest of Contoso
	AccountAttacker Account = "attacker" // a member of Tailspin, with somebody else's address
)

// person is an account with what its directory knows.
type person struct {
	account        Account
	name, username string
	email          string
	edov           any // xms_edov; nil: not sent
	home           string
	oid            string
	guestOf        string // a second directory
	guestOID       string // its object there: another identity (entra.md 3.3)
	note           string // for the sign-in page
}

var people = []person{
	{
		account: AccountWork, name: "Ada Berg", username: "ada.berg@contoso.example", email: "ada.berg@contoso.example", edov: true,
		home: contoso.id, oid: "1b2645f7-8b7f-4210-b41c-50352d7a91c4", note: "Work account of Contoso",
	},
	{
		account: AccountPersonal, name: "Mia Keller", username: "mia.keller@outlook.example", email: "mia.keller@outlook.example",
		home: flow.ConsumersTenant, oid: "00000000-0000-0000-c2ea-9c5648d10b7e", note: "Personal Microsoft account",
	},
	{
		account: AccountGuest, name: "Noor Haddad", username: "noor.haddad@fabrikam.example", email: "noor.haddad@fabrikam.example", edov: true,
		home: fabrikam.id, oid: "94c0d6b2-37ae-4c1f-9f02-c8de51b7a360", note: "Work account of Fabrikam, guest of Contoso",
		guestOf: contoso.id, guestOID: "6e81f3a9-05d7-4b28-8a94-13c7be20f5d6",
	},
	{
		account: AccountAttacker, name: "Mallory Stone", username: "mallory@tailspin.example", email: "ada.berg@contoso.example", edov: false,
		home: tailspin.id, oid: "c7305d1e-6a48-4f9b-b2e3-d940a6187f52", note: "Work account of Tailspin, whose administrator wrote a Contoso address into it",
	},
}

func lookupPerson(a Account) (person, bool) {
	for _, p := range people {
		if p.account == a {
			return p, true
		}
	}
	return person{}, false
}

// authority is the first path segment of an endpoint (entra.md 1.2).
type authority struct {
	segment  string
	tenant   string // GUID; "" for common and organizations
	name     string // of the directory
	work     bool   // takes work accounts
	personal bool   // takes personal accounts
}

func lookupAuthority(segment string) (authority, bool) {
	switch segment {
	case "common":
		return authority{segment: segment, work: true, personal: true}, true
	case "organizations":
		return authority{segment: segment, work: true}, true
	case "consumers", flow.ConsumersTenant:
		return authority{segment: segment, tenant: flow.ConsumersTenant, name: "Microsoft Accounts", personal: true}, true
	}
	for _, t := range tenants {
		if segment == t.id || segment == t.domain {
			return authority{segment: segment, tenant: t.id, name: t.name, work: true}, true
		}
	}
	return authority{}, false
}

// issuerTenant is what stands for the tenant in an issuer.
func (a authority) issuerTenant() string {
	if a.tenant == "" {
		return "{tenantid}"
	}
	return a.tenant
}

// identity is a person as one directory knows them and one app sees them.
type identity struct {
	person
	tid, objectID string
	guest         bool
	client        string // the app they sign in to
}

func (i identity) personal() bool { return i.tid == flow.ConsumersTenant }

// subject is pairwise: it differs from app to app (OpenID Connect Core
// section 8). Those of personal accounts begin with many A's (entra.md 3.1).
func (i identity) subject() string {
	sum := sha256.Sum256([]byte(i.objectID + i.client))
	text := base64.RawURLEncoding.EncodeToString(sum[:])
	if i.personal() {
		return "AAAAAAAAAAAAAAAAAAAAA" + text[:22]
	}
	return text
}

// signIn finds a person's identity at an authority for an app, or why there is
// none.
func (a authority) signIn(p person, app *App) (identity, *failure) {
	id := identity{person: p, tid: p.home, objectID: p.oid, client: app.ClientID}
	isPersonal := id.personal()
	switch {
	case isPersonal && a.tenant == "" && !app.takesPersonal():
		return id, fail(500200, p.username)
	case a.tenant == p.home, a.segment == "common", a.segment == "organizations" && !isPersonal:
		return id, nil
	case a.segment == "organizations":
		return id, fail(500200, p.username)
	case a.personal:
		return id, &failure{text: "You can't sign in here with a work or school account. Use your personal account instead."}
	case a.tenant == p.guestOf && p.guestOf != "":
		return identity{person: p, tid: p.guestOf, objectID: p.guestOID, guest: true, client: app.ClientID}, nil
	}
	return id, fail(50020, p.username, p.homeProvider(), a.name, app.ClientID, app.Name)
}

// personalOnly reports whether the authority is that of personal accounts.
func (a authority) personalOnly() bool { return a.personal && !a.work }

// homeProvider is what idp says of a person who is not at home.
func (p person) homeProvider() string {
	if p.home == flow.ConsumersTenant {
		return "live.com"
	}
	return "https://sts.windows.net/" + p.home + "/"
}
