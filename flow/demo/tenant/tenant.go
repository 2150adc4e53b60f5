package tenant

import (
	"crypto/sha256"
	"encoding/base64"

	"edov/flow/entra"
)

// Tenant is one organization's directory.
type Tenant struct{ ID, Name, Domain string }

// The tenants. Names are Microsoft's examples, domains are reserved ones
// (RFC 2606).
var (
	Contoso  = Tenant{"3c1f8e2a-5b7d-4c96-a1e0-8f42d9b63175", "Contoso", "contoso.example"}
	Fabrikam = Tenant{"a7d04b18-92c3-4f6e-b5d1-60e8c27f9a43", "Fabrikam", "fabrikam.example"}
	Tailspin = Tenant{"e58b2c07-1d94-4a3f-8c60-7b3f5d1e9a26", "Tailspin", "tailspin.example"}
	tenants  = []Tenant{Contoso, Fabrikam, Tailspin}
)

// Account names one person of the demo.
type Account string

// The accounts.
const (
	AccountWork     Account = "work"     // a member of Contoso
	AccountPersonal Account = "personal" // a personal Microsoft account
	AccountGuest    Account = "guest"    // a member of Fabrikam and a guest of Contoso
	AccountAttacker Account = "attacker" // a member of Tailspin, with an email of Contoso
)

// Person is an account with what its tenant knows.
type Person struct {
	Account        Account
	Name, Username string
	Email          string
	EDOV           any // xms_edov; nil: not sent
	Home           string
	OID            string
	GuestOf        string // a second tenant
	GuestOID       string // its object there: another identity (entra.md 3.3)
	Note           string // for the sign-in page
}

// People are all accounts, in the order of the sign-in page.
var People = []Person{
	{
		Account: AccountWork, Name: "Ada Berg", Username: "ada.berg@contoso.example",
		Email: "ada.berg@contoso.example", EDOV: true,
		Home: Contoso.ID, OID: "1b2645f7-8b7f-4210-b41c-50352d7a91c4", Note: "Work account of Contoso",
	},
	{
		Account: AccountPersonal, Name: "Mia Keller", Username: "mia.keller@outlook.example",
		Email: "mia.keller@outlook.example",
		Home:  entra.ConsumersTenant, OID: "00000000-0000-0000-c2ea-9c5648d10b7e", Note: "Personal Microsoft account",
	},
	{
		Account: AccountGuest, Name: "Noor Haddad", Username: "noor.haddad@fabrikam.example",
		Email: "noor.haddad@fabrikam.example", EDOV: true,
		Home: Fabrikam.ID, OID: "94c0d6b2-37ae-4c1f-9f02-c8de51b7a360", Note: "Work account of Fabrikam, guest of Contoso",
		GuestOf: Contoso.ID, GuestOID: "6e81f3a9-05d7-4b28-8a94-13c7be20f5d6",
	},
	{
		Account: AccountAttacker, Name: "Mallory Stone", Username: "mallory@tailspin.example",
		Email: "ada.berg@contoso.example", EDOV: false,
		Home: Tailspin.ID, OID: "c7305d1e-6a48-4f9b-b2e3-d940a6187f52",
		Note: "Work account of Tailspin, given a Contoso email by its administrator",
	},
}

// Lookup finds a person by account.
func Lookup(a Account) (Person, bool) {
	for _, p := range People {
		if p.Account == a {
			return p, true
		}
	}
	return Person{}, false
}

// Authority is the first path segment of an endpoint (entra.md 1.2).
type Authority struct {
	Segment  string
	Tenant   string // GUID; "" for common and organizations
	Name     string // of the directory
	Work     bool   // accepts work accounts
	Personal bool   // accepts personal accounts
}

// FindAuthority finds an authority by the first segment of a path.
func FindAuthority(segment string) (Authority, bool) {
	switch segment {
	case "common":
		return Authority{Segment: segment, Work: true, Personal: true}, true
	case "organizations":
		return Authority{Segment: segment, Work: true}, true
	case "consumers", entra.ConsumersTenant:
		return Authority{Segment: segment, Tenant: entra.ConsumersTenant, Name: "Microsoft Accounts", Personal: true}, true
	}
	for _, t := range tenants {
		if segment == t.ID || segment == t.Domain {
			return Authority{Segment: segment, Tenant: t.ID, Name: t.Name, Work: true}, true
		}
	}
	return Authority{}, false
}

// IssuerTenant is what stands for the tenant in an issuer.
func (a Authority) IssuerTenant() string {
	if a.Tenant == "" {
		return "{tenantid}"
	}
	return a.Tenant
}

// Identity is a person as one tenant knows them and one app sees them.
type Identity struct {
	Person
	TenantID, ObjectID string
	Guest              bool
	Client             string // the app they sign in to
}

// IsPersonal reports whether it is a personal Microsoft account.
func (i Identity) IsPersonal() bool { return i.TenantID == entra.ConsumersTenant }

// Subject is pairwise: it differs from app to app (OpenID Connect Core
// section 8). Those of personal accounts begin with many A's (entra.md 3.1).
func (i Identity) Subject() string {
	sum := sha256.Sum256([]byte(i.ObjectID + i.Client))
	text := base64.RawURLEncoding.EncodeToString(sum[:])
	if i.IsPersonal() {
		return "AAAAAAAAAAAAAAAAAAAAA" + text[:22]
	}
	return text
}

// PersonalOnly reports whether the authority is that of personal accounts.
func (a Authority) PersonalOnly() bool { return a.Personal && !a.Work }

// HomeProvider is what idp says of a person who is not at home.
func (p Person) HomeProvider() string {
	if p.Home == entra.ConsumersTenant {
		return "live.com"
	}
	return "https://sts.windows.net/" + p.Home + "/"
}
