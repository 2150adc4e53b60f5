package remedy

import (
	"encoding/json"
	"slices"
	"strings"
	"time"

	"edov/flow/appreg"
	"edov/flow/entra"
	"edov/flow/plan"
	"edov/inspect/change"
)

// Setup describes an app registration that is to be made.
type Setup struct {
	Name    string // its display name
	Product string // as a Connection names it; empty: the user's own app
	// Audience is who may sign in; empty: what the product needs (AudienceFor).
	Audience string
	// ProductRedirectURI is the product's redirect URI; empty: it is not known yet, and not registered.
	ProductRedirectURI string
	// TestRedirectURI is the loopback address at which edov listens for the test sign-in.
	TestRedirectURI string
	// ByGuide adds what Clerk's guide sets although Microsoft does not advise it: both implicit switches, the redirect
	// URI as logout URL, and acceptMappedClaims.
	ByGuide    bool
	SecretName string
	SecretEnds time.Time

	Cloud      entra.Cloud
	Tenant     string // tenant ID; empty: that of the credentials
	Program    string
	TestServer bool
	At         time.Time
}

// AudienceFor is who has to be able to sign in for a product: Clerk and Hanko sign in through common with both kinds of
// account (their guides); the others work with any, and the widest is what a public product is for.
func AudienceFor(product string) string {
	if strings.EqualFold(product, "my own app") || product == "" {
		return appreg.AudienceOrgs
	}
	return appreg.AudienceAll
}

// Permissions that a sign-in asks for: delegated, and without an administrator's consent by default.
var signInPermissions = []string{appreg.PermissionOpenID, appreg.PermissionName, appreg.PermissionEmail}

// Plan is the plan that makes the app registration: with the claims email and xms_edov, its service principal, and a
// client secret. Steps for the product's side are added by others.
func (s Setup) Plan() *plan.Plan {
	audience := s.Audience
	if audience == "" {
		audience = AudienceFor(s.Product)
	}
	p := &plan.Plan{
		Kind: plan.Kind, Schema: plan.Schema, Program: s.Program, Made: s.At.UTC(),
		Target: plan.Target{Cloud: s.Cloud, Tenant: s.Tenant, Name: s.Name, TestServer: s.TestServer},
	}
	p.Steps = []plan.Step{
		{
			ID: "create-app", Service: plan.ServiceGraph, Action: plan.CreateApp, Title: "Create the app registration",
			Changes: s.application(audience),
			Undo:    "deletes it (it stays in Deleted applications for 30 days)", Proof: "reading it again",
		},
		{
			ID: "service-principal", Service: plan.ServiceGraph, Action: plan.CreatePrincipal,
			Title: titleOfPrincipal, Changes: []plan.Change{},
			Undo: "deletes it", Proof: "reading it again",
		},
		NewSecret(s.SecretName, s.SecretEnds),
	}
	return p
}

func (s Setup) application(audience string) []plan.Change {
	set := func(path string, value any) plan.Change {
		return plan.Change{Path: path, Before: json.RawMessage("null"), After: change.JSON(value)}
	}
	uris := slices.DeleteFunc([]string{s.ProductRedirectURI, s.TestRedirectURI}, func(u string) bool { return u == "" })
	type claim struct {
		Name string `json:"name"`
	}
	type access struct {
		ID   string `json:"id"`
		Type string `json:"type"`
	}
	var scopes []access
	for _, id := range signInPermissions {
		scopes = append(scopes, access{id, "Scope"})
	}
	list := []plan.Change{
		set("displayName", s.Name), set("signInAudience", audience), set("web.redirectUris", uris),
		set("optionalClaims", map[string]any{"idToken": []claim{{"email"}, {"xms_edov"}}}),
		set("requiredResourceAccess", []map[string]any{{"resourceAppId": appreg.GraphAppID, "resourceAccess": scopes}}),
	}
	if audience == appreg.AudienceAll || audience == appreg.AudiencePersonal {
		list = append(list, set("api.requestedAccessTokenVersion", 2)) // or Microsoft refuses personal accounts
	}
	if !s.ByGuide {
		return list
	}
	list = append(list, set("api.acceptMappedClaims", true), set("web.implicitGrantSettings",
		map[string]bool{"enableIdTokenIssuance": true, "enableAccessTokenIssuance": true}))
	if s.ProductRedirectURI != "" {
		list = append(list, set("web.logoutUrl", s.ProductRedirectURI))
	}
	return list
}

// NewSecret is the step that adds a client secret. It always has an end: without one Microsoft gives it two years.
func NewSecret(name string, ends time.Time) plan.Step {
	return plan.Step{
		ID: "add-secret", Service: plan.ServiceGraph, Action: plan.AddSecret, Title: "Add a client secret",
		Changes: []plan.Change{{
			Path: "passwordCredential", Before: json.RawMessage("null"),
			After: change.JSON(map[string]string{
				"displayName": name, "endDateTime": ends.UTC().Truncate(time.Second).Format(time.RFC3339),
			}),
		}},
		Undo: "removes it", Proof: "trying it at Microsoft, and a sign-in",
	}
}

// The titles of the steps that remove a client secret. What it is called follows.
const (
	TitleOfOld  = "Remove the old client secret"
	TitleOfLost = "Remove a client secret whose value is lost"
)

// OldSecret is the step that removes a client secret, which its title names.
func OldSecret(title string, c appreg.Credential) plan.Step {
	before := map[string]string{"keyId": c.KeyID, "displayName": c.Name}
	if c.Hint != "" {
		before["hint"] = c.Hint
	}
	if !c.End.IsZero() {
		before["endDateTime"] = c.End.UTC().Format(time.RFC3339)
	}
	s := plan.Step{
		ID: "remove-secret", Service: plan.ServiceGraph, Action: plan.RemoveSecret, Why: []string{"secret-valid"},
		Changes: []plan.Change{{
			Path: "passwordCredential", After: json.RawMessage("null"), Before: change.JSON(before),
		}},
		Proof: "reading the list of secrets again",
	}
	s.Title = title + ": " + s.SecretWords()
	return s
}

const titleOfDrop = "Remove the redirect URI of the test"

// DropRedirect is the step that takes the test's redirect URI away again.
func DropRedirect(registered []string, uri string) plan.Step {
	left := slices.DeleteFunc(slices.Clone(registered), func(u string) bool { return u == uri })
	if left == nil {
		left = []string{}
	}
	return plan.Step{
		ID: "test-redirect-uri", Service: plan.ServiceGraph, Action: plan.Patch,
		Title: titleOfDrop, Undo: "adds it again", Proof: "reading it again",
		Changes: []plan.Change{{
			Path: "web.redirectUris", Before: change.JSON(registered), After: change.JSON(left),
		}},
	}
}
