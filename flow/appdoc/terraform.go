package appdoc

import (
	"slices"
	"strings"

	"edov/flow/order"
	"edov/flow/strictjson"
)

// isTerraform recognizes terraform show -json of a state or a plan, and a state file.
func isTerraform(v strictjson.Value) bool {
	if v.Kind != strictjson.Object {
		return false
	}
	return v.Has("terraform_version") || v.Has("format_version") &&
		hasAny(&v, "values", "planned_values", "resource_changes") ||
		v.Has("lineage") && v.Has("serial")
}

// resource is one resource of Terraform.
type resource struct {
	kind   string
	values strictjson.Value
}

// resourcesOf reads the resources of a state, a plan or a state file.
func resourcesOf(v strictjson.Value) []resource {
	var all []resource
	for _, name := range []string{"planned_values", "values"} {
		if root := v.Get(name).Get("root_module"); root.Exists() {
			return moduleResources(root, all)
		}
	}
	for _, r := range v.Get("resource_changes").Elems() { // of a plan that was cut down to them
		change := r.Get("change")
		all = append(all, resource{r.StrOf("type"), change.Get("after")})
	}
	for _, r := range v.Get("resources").Elems() {
		for _, instance := range r.Get("instances").Elems() {
			all = append(all, resource{r.StrOf("type"), instance.Get("attributes")})
		}
	}
	return all
}

func moduleResources(module strictjson.Value, all []resource) []resource {
	for _, r := range module.Get("resources").Elems() {
		all = append(all, resource{r.StrOf("type"), r.Get("values")})
	}
	for _, child := range module.Get("child_modules").Elems() {
		all = moduleResources(child, all)
	}
	return all
}

// terraformDoc reads the resources of the provider azuread that make up app registrations. Terraform knows only what
// it manages: a secret that was added in the portal is not in it.
func terraformDoc(all []resource, program string) Doc {
	var doc Doc
	var apps []*terraformApp
	principals := 0
	for _, r := range all {
		switch r.kind {
		case "azuread_application", "azuread_application_registration":
			apps = append(apps, newTerraformApp(&r.values))
		case "azuread_service_principal":
			principals++
		}
	}
	for _, r := range all {
		apps = attach(apps, r)
	}
	for _, a := range apps {
		doc.Items = append(doc.Items, Item{Value: a.value(), Partial: true})
	}
	switch {
	case len(apps) > 0:
		doc.Notes = []string{
			"this is " + program + "'s view: it has only what " + program + " manages; places are named as in a manifest",
		}
	case principals > 0:
		doc.Other = "this " + program + " document has an enterprise application (azuread_service_principal) and no app " +
			"registration (azuread_application); use the state that has it, or " + useAz
	default:
		doc.Other = "this " + program + " document has no azuread_application; use the state that has it, or " + useAz
	}
	return doc
}

// terraformApp collects the parts of one app registration.
type terraformApp struct {
	object                  string // its object ID; empty in a plan that makes it
	at                      *strictjson.Value
	members                 []strictjson.Member
	secrets, certificates   []strictjson.Value
	web, spa, native, perms []strictjson.Value
	claims                  []strictjson.Member
}

// tfMembers are the plain attributes, by their names in Microsoft Graph.
const tfMembers = `displayName=display_name signInAudience=sign_in_audience identifierUris=identifier_uris
	isFallbackPublicClient=fallback_public_client_enabled description=description notes=notes
	oauth2RequirePostResponse=oauth2_post_response_required id=object_id
	disabledByMicrosoftStatus=disabled_by_microsoft`

func newTerraformApp(v *strictjson.Value) *terraformApp {
	a := &terraformApp{at: v, object: v.StrOf("object_id")}
	id := "appId=client_id"
	if v.StrOf("client_id") == "" {
		id = "appId=application_id" // before version 2.44 of the provider
	}
	a.members = slices.DeleteFunc(renamed(v, id+" "+tfMembers).Members(), func(m strictjson.Member) bool {
		return m.Value.Kind == strictjson.Null || m.Value.Kind == strictjson.String && m.Value.Text == "" && m.Name != "appId"
	})
	// A state has "" where Microsoft has not disabled the app.
	if status := v.Place("disabled_by_microsoft"); status != nil && status.Str() == "" {
		null := strictjson.Value{Kind: strictjson.Null}
		a.members = append(a.members, member("disabledByMicrosoftStatus", null.PlacedAt(*status)))
	}
	web, api := block(v, "web"), block(v, "api")
	grant := block(&web, "implicit_grant")
	a.web = redirects(v, "web")
	a.spa = redirects(v, "single_page_application")
	a.native = redirects(v, "public_client")
	// azuread_application_registration has no blocks.
	from, grantNames := &api, "enableIdTokenIssuance=id_token_issuance_enabled "+
		"enableAccessTokenIssuance=access_token_issuance_enabled"
	if !api.Has("requested_access_token_version") {
		from = v
	}
	version := renamed(from, "requestedAccessTokenVersion=requested_access_token_version")
	mapped := renamed(&api, "acceptMappedClaims=mapped_claims_enabled")
	if !grant.Exists() {
		grant, grantNames = *v, "enableIdTokenIssuance=implicit_id_token_issuance_enabled "+
			"enableAccessTokenIssuance=implicit_access_token_issuance_enabled"
	}
	from = &web
	if !web.Exists() {
		from = v
	}
	page := renamed(from, "logoutUrl=logout_url")
	if page.StrOf("logoutUrl") == "" {
		page.SetMembers(nil)
	}
	version.SetMembers(append(version.Members(), mapped.Members()...))
	page.SetMembers(append(page.Members(), member("implicitGrantSettings", renamed(&grant, grantNames))))
	a.members = append(a.members, member("api", version), member("web", page))
	if list := v.Place("optional_claims"); list != nil && list.Kind != strictjson.Null {
		claims := block(v, "optional_claims")
		a.addClaims(&claims)
	}
	for _, r := range elems(v, "required_resource_access") {
		a.perms = append(a.perms, renamed(&r, "resourceAppId=resource_app_id resourceAccess=resource_access"))
	}
	if p := v.Get("password"); p.Kind == strictjson.Object {
		a.secrets = append(a.secrets, tfCredential(&p))
	}
	for _, p := range elems(v, "password") {
		a.secrets = append(a.secrets, tfCredential(&p))
	}
	return a
}

// attach adds a resource of its own to the app that it belongs to. Where none is known, it becomes one without a
// client ID.
func attach(apps []*terraformApp, r resource) []*terraformApp {
	v := &r.values
	part, ok := strings.CutPrefix(r.kind, "azuread_application_")
	if !ok || part == "registration" || !slices.Contains(tfParts, part) {
		return apps
	}
	var a *terraformApp
	of := v.StrOf("application_id") + v.StrOf("application_object_id")
	of = strings.TrimPrefix(of, "/applications/")
	for _, one := range apps {
		if of != "" && one.object == of || len(apps) == 1 && (of == "" || one.object == "") {
			a = one
		}
	}
	if a == nil {
		a = &terraformApp{at: v, object: of}
		apps = append(apps, a)
	}
	switch part {
	case "password":
		a.secrets = append(a.secrets, tfCredential(v))
	case "certificate":
		a.certificates = append(a.certificates, tfCredential(v))
	case "redirect_uris":
		uris := elems(v, "redirect_uris")
		switch v.StrOf("type") {
		case "SPA":
			a.spa = append(a.spa, uris...)
		case "PublicClient":
			a.native = append(a.native, uris...)
		default:
			a.web = append(a.web, uris...)
		}
	case "optional_claims":
		a.addClaims(v)
	case "api_access":
		a.addAccess(v)
	}
	return apps
}

var tfParts = []string{"password", "certificate", "redirect_uris", "optional_claims", "api_access"}

// addClaims adds the lists of optional claims.
func (a *terraformApp) addClaims(v *strictjson.Value) {
	for _, list := range []struct{ graph, terraform string }{
		{"idToken", "id_token"}, {"accessToken", "access_token"}, {"saml2Token", "saml2_token"},
	} {
		var claims []strictjson.Value
		for _, c := range elems(v, list.terraform) {
			names := "name=name source=source essential=essential additionalProperties=additional_properties"
			if c.StrOf("source") == "" { // Terraform has no null in a state
				names = strings.Replace(names, "source=source ", "", 1)
			}
			claims = append(claims, renamed(&c, names))
		}
		a.claims = append(a.claims, member(list.graph, array(*v, claims...)))
	}
}

// addAccess adds the permissions of azuread_application_api_access.
func (a *terraformApp) addAccess(v *strictjson.Value) {
	var access []strictjson.Value
	for list, kind := range map[string]string{"scope_ids": "Scope", "role_ids": "Role"} {
		for _, id := range elems(v, list) {
			access = append(access, object(id, member("id", id), member("type", text(id, kind))))
		}
	}
	order.Stable(access, func(a, b strictjson.Value) int { return a.Begin() - b.Begin() })
	api := renamed(v, "resourceAppId=api_client_id")
	api.SetMembers(append(api.Members(), member("resourceAccess", array(*v, access...))))
	a.perms = append(a.perms, api)
}

// value is the whole app registration. Secrets are listed only where there are any: no list says nothing.
func (a *terraformApp) value() strictjson.Value {
	out := object(*a.at)
	out.SetMembers(slices.Clone(a.members))
	if a.web != nil {
		web := out.Place("web")
		if web == nil {
			out.SetMembers(append(out.Members(), member("web", object(*a.at))))
			web = out.Place("web")
		}
		web.SetMembers(append(slices.Clone(web.Members()), member("redirectUris", array(*a.at, a.web...))))
	}
	add := func(name string, elems []strictjson.Value) {
		if len(elems) > 0 {
			out.SetMembers(append(out.Members(), member(name, array(*a.at, elems...))))
		}
	}
	for _, p := range []struct {
		name string
		uris []strictjson.Value
	}{{"spa", a.spa}, {"publicClient", a.native}} {
		if p.uris != nil {
			list := member("redirectUris", array(*a.at, p.uris...))
			out.SetMembers(append(out.Members(), member(p.name, object(*a.at, list))))
		}
	}
	add("requiredResourceAccess", a.perms)
	add("passwordCredentials", a.secrets)
	add("keyCredentials", a.certificates)
	if a.claims != nil {
		out.SetMembers(append(out.Members(), member("optionalClaims", object(*a.at, a.claims...))))
	}
	return out
}

// tfCredential is a secret or a certificate.
func tfCredential(v *strictjson.Value) strictjson.Value {
	return renamed(v, "keyId=key_id displayName=display_name startDateTime=start_date endDateTime=end_date type=type "+
		"value=value")
}

// block is a block of Terraform, which JSON has as a list of one.
func block(v *strictjson.Value, name string) strictjson.Value {
	b := v.Place(name)
	switch {
	case b == nil:
	case b.Kind == strictjson.Array && len(b.Elems()) > 0:
		return b.Elems()[0]
	case b.Kind == strictjson.Object:
		return *b
	}
	return strictjson.Value{}
}

// elems are the elements of a list in an object.
func elems(v *strictjson.Value, name string) []strictjson.Value {
	if list := v.Place(name); list != nil {
		return list.Elems()
	}
	return nil
}

// redirects are the redirect URIs of a platform; nil where the document does not have them. Without its block, a
// platform has none; a list that is known only after a plan was applied is left out.
func redirects(v *strictjson.Value, platform string) []strictjson.Value {
	b := block(v, platform)
	if v.Place(platform) == nil || b.Exists() && !b.Has("redirect_uris") {
		return nil
	}
	return append([]strictjson.Value{}, elems(&b, "redirect_uris")...)
}
