package portal

import (
	"cmp"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"edov/flow/appreg"
	"edov/flow/demo/registration"
	"edov/flow/demo/tenant"
	"edov/flow/demo/web"
	"edov/flow/order"
)

// view is what the pages show.
type view struct {
	web.Frame
	Blade  string
	Tenant string
	App    *registration.App // nil: nothing is registered

	reveal              bool   // a person opened the page
	NewSecret, NewValue string // Secret ID and value of a secret just added
	Manifest            string
}

// bladeTitles are the pages with their titles.
var bladeTitles = map[string]string{
	bladeList: "App registrations", bladeRegister: "Register an application",
	bladeOverview: "Overview", bladeAuthentication: "Authentication", bladeSecrets: "Certificates & secrets",
	bladeClaims: "Token configuration", bladePermissions: "API permissions", bladeManifest: "Manifest",
}

// bladePages are their layouts.
var bladePages = map[string]func(view) templ.Component{
	bladeList:           listPage,
	bladeRegister:       registerPage,
	bladeOverview:       overviewPage,
	bladeAuthentication: authenticationPage,
	bladeSecrets:        secretsPage,
	bladeClaims:         claimsPage,
	bladePermissions:    permissionsPage,
	bladeManifest:       manifestPage,
}

// showBlade shows a page as the registration is now. After an error it shows
// what was entered instead.
func (s *Server) showBlade(w http.ResponseWriter, status int, blade string, v view) {
	v.App = s.setup.App()
	if v.App == nil && needsApp(blade) { // deleted meanwhile, from another tab
		blade = bladeList
	}
	v.Title, v.Blade = bladeTitles[blade], blade
	if v.Error != "" && v.Form.Get(web.FieldDo) == "save" && blade == bladeAuthentication {
		v.App = v.typedSettings()
	}
	if blade == bladeSecrets && v.reveal {
		v.NewSecret, v.NewValue = s.setup.Reveal()
	}
	if blade == bladeManifest && v.App != nil {
		v.Manifest = v.App.Manifest()
		if v.Error != "" {
			v.Manifest = v.Typed("manifest")
		}
	}
	v.Nonce, v.Token, v.Tenant = web.Nonce(), s.forms.Token(), tenant.Contoso.ID
	if v.App != nil && blade != bladeList {
		v.Heading, v.Menu = v.App.Name, menu(blade)
	}
	web.Show(w, status, bladePages[blade](v), v.Nonce, "")
}

// typedSettings is the registration as the refused form would have it.
func (v view) typedSettings() *registration.App {
	a := v.App.Clone()
	takeSettings(a, v.Form)
	a.LogoutURL = v.Typed("logout_url")
	return a
}

// menu lists the pages of a registration.
func menu(shown string) []web.Choice {
	var items []web.Choice
	for _, blade := range []string{
		bladeOverview, bladeAuthentication, bladeSecrets, bladeClaims, bladePermissions, bladeManifest,
	} {
		items = append(items, web.Choice{Value: blade, Text: bladeTitles[blade], Checked: blade == shown})
	}
	return items
}

// audienceWords are the account types in the portal's words.
var audienceWords = map[string]string{
	appreg.AudienceMyOrg:    "Single tenant only - Contoso",
	appreg.AudienceOrgs:     "Multiple Entra ID tenants",
	appreg.AudienceAll:      "Any Entra ID Tenant + Personal Microsoft accounts",
	appreg.AudiencePersonal: "Personal accounts only",
}

// AudienceText is the account types in words.
func (v view) AudienceText() string { return audienceWords[v.App.Audience] }

// Audiences are the account types to choose from. None is chosen for a new
// app: the choice is the lesson.
func (v view) Audiences() []web.Choice {
	chosen := v.Form.Get("audience")
	if v.App != nil && v.Blade != bladeRegister {
		chosen = cmp.Or(chosen, v.App.Audience)
	}
	var choices []web.Choice
	for _, value := range registration.Audiences() {
		choices = append(choices, web.Choice{Value: value, Text: audienceWords[value], Checked: value == chosen})
	}
	return choices
}

// Platforms are the platforms to choose from.
func (v view) Platforms() []web.Choice {
	var choices []web.Choice
	for _, value := range platforms {
		chosen := value == v.Form.Get("platform")
		choices = append(choices, web.Choice{Value: value, Text: appreg.PlatformWords(value), Checked: chosen})
	}
	return choices
}

// redirectGroup is a platform with its redirect URIs.
type redirectGroup struct {
	Platform, Text string
	URIs           []string
}

// RedirectGroups are the platforms that have redirect URIs.
func (v view) RedirectGroups() []redirectGroup {
	var groups []redirectGroup
	for _, platform := range platforms {
		if uris := v.App.RedirectsOf(platform); len(uris) > 0 {
			groups = append(groups, redirectGroup{platform, appreg.PlatformWords(platform), uris})
		}
	}
	return groups
}

// credentialsText counts the client secrets as Overview does.
func (v view) credentialsText() string {
	return fmt.Sprintf("0 certificate, %d secret", len(v.App.Secrets))
}

// redirectsText counts the redirect URIs by platform.
func (v view) redirectsText() string {
	var counts []string
	for _, group := range v.RedirectGroups() {
		counts = append(counts, fmt.Sprintf("%d %s", len(group.URIs), group.Text))
	}
	return cmp.Or(strings.Join(counts, " "), "Add a Redirect URI")
}

// Public reports whether the box for public client flows is ticked.
func (v view) Public() bool { return v.App.PublicClient != nil && *v.App.PublicClient }

// pickable is a claim that the portal's picker lists.
type pickable struct{ Name, Text string }

// pickableClaims are the claims of the picker that matter to a sign-in. As at
// Microsoft, xms_edov is not among them.
var pickableClaims = []pickable{
	{"acct", "member or guest of the tenant"},
	{"auth_time", "when the user signed in"},
	{"email", "the user's email"},
	{"family_name", "the family name"},
	{"given_name", "the first name"},
	{"ipaddr", "where the user signed in from"},
	{"login_hint", "fills in the username at the next sign-in"},
	{"sid", "the browser session"},
	{"tenant_ctry", "the country of the app's tenant"},
	{"upn", "the sign-in name"},
	{"verified_primary_email", "emails that the tenant has verified"},
	{"verified_secondary_email", "further emails that the tenant has verified"},
	{"xms_pdl", "where the user's data is stored"},
	{"xms_pl", "the language of the user"},
	{"xms_tpl", "the language of the tenant"},
}

// PickableClaims are the claims of the picker.
func (view) PickableClaims() []pickable { return pickableClaims }

// listedClaim is a row of Token configuration.
type listedClaim struct{ Name, Text, Token string }

// ListedClaims are the optional claims as Token configuration lists them: by
// name, then by token. One that the picker does not know has no description.
func (v view) ListedClaims() []listedClaim {
	var rows []listedClaim
	for _, token := range []string{"ID", "Access"} {
		for _, c := range *v.App.ClaimsOf(token) {
			row := listedClaim{Name: c.Name, Text: "-", Token: token}
			if i := slices.IndexFunc(pickableClaims, func(p pickable) bool { return p.Name == c.Name }); i >= 0 {
				row.Text = pickableClaims[i].Text
			}
			rows = append(rows, row)
		}
	}
	order.Stable(rows, func(a, b listedClaim) int { return strings.Compare(a.Name, b.Name) })
	return rows
}

// permissionTexts describe the permissions in the portal's words.
var permissionTexts = map[string]string{
	"openid": "Sign users in", "profile": "View users' basic profile", "email": "View users' email address",
	"User.Read": "Sign in and read user profile",
}

// listedPermission is a row of API permissions.
type listedPermission struct{ ID, Name, Text string }

// ListedPermissions are the permissions that the app asks for.
func (v view) ListedPermissions() []listedPermission {
	var rows []listedPermission
	for _, id := range v.App.Permissions {
		name := registration.PermissionName(id)
		rows = append(rows, listedPermission{id, name, permissionTexts[name]})
	}
	return rows
}

// OtherPermissions are those that can be added.
func (v view) OtherPermissions() []listedPermission {
	var rows []listedPermission
	for _, id := range registration.PermissionIDs() {
		if !slices.Contains(v.App.Permissions, id) {
			rows = append(rows, listedPermission{
				id, registration.PermissionName(id), permissionTexts[registration.PermissionName(id)],
			})
		}
	}
	return rows
}
