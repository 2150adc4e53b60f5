package demo

import (
	"cmp"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"edov/flow"
)

// view is what the pages of the portal and the dashboard show.
type view struct {
	Nonce, Token  string
	Title, Blade  string
	Tenant        string
	Notice, Error string
	Form          url.Values // what was typed, after an error
	App           *App       // nil: nothing is registered

	reveal              bool   // somebody looks at the page itself
	NewSecret, NewValue string // Secret ID and value of a secret just added
	Manifest            string
	Dashboard           Dashboard
	RedirectURI         string // of the auth product
}

// bladeTitles are the pages that there are.
var bladeTitles = map[string]string{
	bladeList: "App registrations", bladeRegister: "Register an application",
	bladeOverview: "Overview", bladeAuthentication: "Authentication", bladeSecrets: "Certificates & secrets",
	bladeClaims: "Token configuration", bladePermissions: "API permissions", bladeManifest: "Manifest",
}

// bladePages are their templates.
var bladePages = map[string]string{
	bladeList: "list.html", bladeRegister: "register.html", bladeOverview: "overview.html", bladeAuthentication: "authentication.html",
	bladeSecrets: "secrets.html", bladeClaims: "claims.html", bladePermissions: "permissions.html", bladeManifest: "manifest.html",
}

// showBlade shows a page as the registration is now. After an error it shows
// what was typed instead.
func (s *Server) showBlade(w http.ResponseWriter, status int, blade string, v view) {
	v.App = s.setup.current()
	if v.App == nil && needsApp(blade) { // deleted meanwhile, from another tab
		blade = bladeList
	}
	v.Title, v.Blade = bladeTitles[blade], blade
	if v.Error != "" && v.Form.Get(fieldDo) == "save" && blade == bladeAuthentication {
		v.App = v.typedSettings()
	}
	if blade == bladeSecrets && v.reveal {
		v.NewSecret, v.NewValue = s.setup.reveal()
	}
	if blade == bladeManifest && v.App != nil {
		v.Manifest = v.App.manifest()
		if v.Error != "" {
			v.Manifest = v.Typed("manifest")
		}
	}
	s.showView(w, status, bladePages[blade], v)
}

// typedSettings is the registration as the refused form would have it.
func (v view) typedSettings() *App {
	a := v.App.clone()
	a.takeSettings(v.Form)
	a.LogoutURL = v.Typed("logout_url")
	return a
}

func (s *Server) showView(w http.ResponseWriter, status int, name string, v view) {
	v.Nonce, v.Token, v.Tenant = randomText(16), s.formToken, contoso.id
	writePage(w, status, name, v.Nonce, "", v)
}

// sentence words an error for a page.
func sentence(err error) string {
	text := err.Error()
	return strings.ToUpper(text[:1]) + text[1:] + "."
}

// choice is one of several in a form.
type choice struct {
	Value, Text string
	Checked     bool
}

// Nav is the menu of a registration's page.
func (v view) Nav() []choice {
	var items []choice
	for _, blade := range []string{bladeOverview, bladeAuthentication, bladeSecrets, bladeClaims, bladePermissions, bladeManifest} {
		items = append(items, choice{blade, bladeTitles[blade], blade == v.Blade})
	}
	return items
}

// Typed is what was typed into a field, after an error: cleaned of what no page
// can hold, because an error may be about just that.
func (v view) Typed(name string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' && r != '\n' && r != '\t' {
			return -1
		}
		return r
	}, v.Form.Get(name))
}

// audienceWords are the account types in the portal's words.
var audienceWords = map[string]string{
	flow.AudienceMyOrg:    "Accounts in this organizational directory only (Contoso only - Single tenant)",
	flow.AudienceOrgs:     "Accounts in any organizational directory (Any Microsoft Entra ID tenant - Multitenant)",
	flow.AudienceAll:      "Accounts in any organizational directory (Any Microsoft Entra ID tenant - Multitenant) and personal Microsoft accounts (e.g. Skype, Xbox)",
	flow.AudiencePersonal: "Personal Microsoft accounts only",
}

// AudienceText is the account types in words.
func (a *App) AudienceText() string { return audienceWords[a.Audience] }

// Audiences are the account types to choose from. None is chosen for a new
// app: the choice is the lesson.
func (v view) Audiences() []choice {
	chosen := v.Form.Get("audience")
	if v.App != nil && v.Blade != bladeRegister {
		chosen = cmp.Or(chosen, v.App.Audience)
	}
	var choices []choice
	for _, value := range audiences {
		choices = append(choices, choice{value, audienceWords[value], value == chosen})
	}
	return choices
}

// Platforms are the platforms to choose from.
func (v view) Platforms() []choice {
	var choices []choice
	for _, value := range platforms {
		choices = append(choices, choice{value, flow.PlatformWords(value), value == v.Form.Get("platform")})
	}
	return choices
}

// redirectGroup is a platform with its redirect URIs.
type redirectGroup struct {
	Platform, Text string
	URIs           []string
}

// RedirectGroups are the platforms that have redirect URIs.
func (a *App) RedirectGroups() []redirectGroup {
	var groups []redirectGroup
	for _, platform := range platforms {
		if uris := a.redirectsOf(platform); len(uris) > 0 {
			groups = append(groups, redirectGroup{platform, flow.PlatformWords(platform), uris})
		}
	}
	return groups
}

// Public reports whether the box for public client flows is ticked.
func (a *App) Public() bool { return a.PublicClient != nil && *a.PublicClient }

// pickable is a claim that the portal's picker lists.
type pickable struct{ Name, Text string }

// pickableClaims are the claims of the picker that matter to a sign-in. As at
// Microsoft, xms_edov is not among them.
var pickableClaims = []pickable{
	{"acct", "a member of the tenant, or a guest"},
	{"auth_time", "when the user signed in"},
	{"email", "the user's address"},
	{"family_name", "the family name"},
	{"given_name", "the first name"},
	{"ipaddr", "where the user signed in from"},
	{"login_hint", "fills in the name at the next sign-in"},
	{"sid", "the browser session"},
	{"tenant_ctry", "the country of the app's tenant"},
	{"upn", "the sign-in name"},
	{"verified_primary_email", "addresses that the tenant vouches for"},
	{"verified_secondary_email", "more of them"},
	{"xms_pdl", "where the user's data is to be kept"},
	{"xms_pl", "the language of the user"},
	{"xms_tpl", "the language of the tenant"},
}

// PickableClaims are the claims of the picker.
func (view) PickableClaims() []pickable { return pickableClaims }

// listedClaim is a row of Token configuration.
type listedClaim struct{ Name, Text, Token string }

// ListedClaims are the optional claims as Token configuration lists them: by
// name, then by token. One that the picker does not know has no description.
func (a *App) ListedClaims() []listedClaim {
	var rows []listedClaim
	for _, token := range []string{"ID", "Access"} {
		for _, c := range *a.claimsOf(token) {
			row := listedClaim{Name: c.Name, Text: "-", Token: token}
			if i := slices.IndexFunc(pickableClaims, func(p pickable) bool { return p.Name == c.Name }); i >= 0 {
				row.Text = pickableClaims[i].Text
			}
			rows = append(rows, row)
		}
	}
	slices.SortStableFunc(rows, func(a, b listedClaim) int { return strings.Compare(a.Name, b.Name) })
	return rows
}

// permissionTexts describe the permissions in the portal's words.
var permissionTexts = map[string]string{
	"openid": "Sign users in", "profile": "View users' basic profile", "email": "View users' email address", "User.Read": "Sign in and read user profile",
}

// listedPermission is a row of API permissions.
type listedPermission struct{ ID, Name, Text string }

// ListedPermissions are the permissions that the app asks for.
func (a *App) ListedPermissions() []listedPermission {
	var rows []listedPermission
	for _, id := range a.Permissions {
		name := permissionNames[id]
		rows = append(rows, listedPermission{id, name, permissionTexts[name]})
	}
	return rows
}

// OtherPermissions are those that can be added.
func (a *App) OtherPermissions() []listedPermission {
	var rows []listedPermission
	for _, id := range []string{flow.PermissionOpenID, flow.PermissionName, flow.PermissionEmail, permissionUserRead} {
		if !slices.Contains(a.Permissions, id) {
			rows = append(rows, listedPermission{id, permissionNames[id], permissionTexts[permissionNames[id]]})
		}
	}
	return rows
}
