package scenario

import (
	"slices"
	"time"

	"edov/flow/demo/tenant"
)

// Group is what a scenario is about, as a heading above its list.
type Group string

// The groups, in the order of the list.
const (
	GroupWorks     Group = "No problems"
	GroupClaims    Group = "Claims"
	GroupSecrets   Group = "Client secrets"
	GroupRedirects Group = "Redirect URIs"
	GroupAccounts  Group = "Accounts and consent"
	GroupTrust     Group = "Trust in the token"
	GroupNetwork   Group = "Network and clock"
)

// Scenario is one way a connection can be set up. It is plain data: what
// differs from a healthy connection, and nothing else.
type Scenario struct {
	ID     string
	Group  Group    // what it is about
	Title  string   // a short phrase, no full stop
	Doc    string   // what it teaches and how to fix it
	Breaks []string // IDs of the checks of severity error or warning that fail in it
	Warns  bool     // the checks in Breaks only warn: users get in

	Account tenant.Account // who signs in; zero: AccountWork
	Tenant  string         // the connection's tenant; zero: common

	// The registration at first: see InitialApp. It can be fixed on the pages.
	Unregistered bool // there is none, nor a connection at the auth product
	SingleTenant bool // accounts of one directory only
	NoRedirect   bool // edov's redirect URI is not registered
	NoEDOV       bool // xms_edov is not among the optional claims of the ID token
	HalfDone     bool // the setup guide was left before xms_pdl was renamed to xms_edov
	// KeepUnverified switches off that Microsoft leaves unverified emails out.
	KeepUnverified bool
	Secret         Secret // what is wrong with the secret
	SecretDays     int    // days until the secret expires, negative when it has; zero: half a year

	// The user.
	AskConsent bool // the consent page is shown, and the built-in user declines

	// The tokens.
	Claims       map[string]any // laid over the ID token's claims; nil takes one away
	ForeignKey   bool           // signed with the key of the other kind of account
	BadSignature bool           // one bit of the signature is wrong

	// The service.
	KeyAnswers int           // so many first answers of the key set lack the signing key
	Skew       time.Duration // the server's clock is ahead by this
	Delay      time.Duration // before each response
}

// Secret says what is wrong with a connection's client secret.
type Secret string

// What can be wrong with a client secret.
const (
	SecretRight   Secret = ""
	SecretWrong   Secret = "wrong"
	SecretExpired Secret = "expired"
	SecretNone    Secret = "none"
)

// HasSecret holds where the connection of a scenario has a client secret.
func (s Scenario) HasSecret() bool { return !s.Unregistered && s.Secret != SecretNone }

// All lists all scenarios, the healthy ones first.
func All() []Scenario { return slices.Clone(scenarios()) }

// Lookup finds a scenario by its ID.
func Lookup(id string) (Scenario, bool) {
	i := slices.IndexFunc(scenarios(), func(s Scenario) bool { return s.ID == id })
	if i < 0 {
		return Scenario{}, false
	}
	return scenarios()[i], true
}

// Practice is the scenario to learn with: nothing is registered yet, and the
// auth product knows nothing of Microsoft. It is none of the listed ones,
// because no user can sign in to it before the pages were used.
func Practice() Scenario { return practice() }

// Person is who signs in.
func (s Scenario) Person() tenant.Person {
	p, ok := tenant.Lookup(s.Account)
	if !ok {
		return tenant.People[0]
	}
	return p
}
