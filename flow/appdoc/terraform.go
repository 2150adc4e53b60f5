package appdoc

import (
	"slices"
	"strings"

	"edov/flow/strictjson"
)

// isTerraform recognizes terraform show -json of a state or a plan, and a state file.
func isTerraform(v strictjson.Value) bool {
	if v.Kind != strictjson.Object {
		return false
	}
	return v.Has("terraform_version") || v.Has("format_version") && (v.Has("values") || v.Has("planned_values")) ||
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
	for _, r := range v.Get("resources").Elems {
		for _, instance := range r.Get("instances").Elems {
			all = append(all, resource{r.Get("type").Str(), instance.Get("attributes")})
		}
	}
	return all
}

func moduleResources(module strictjson.Value, all []resource) []resource {
	for _, r := range module.Get("resources").Elems {
		all = append(all, resource{r.Get("type").Str(), r.Get("values")})
	}
	for _, child := range module.Get("child_modules").Elems {
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
			apps = append(apps, newTerraformApp(r.values))
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
	at                      strictjson.Value
	members                 []strictjson.Member
	secrets, certificates   []strictjson.Value
	web, spa, native, perms []strictjson.Value
	claims                  []strictjson.Member
}

// tfMembers are the plain attributes, by their names in Microsoft Graph.
var tfMembers = []struct{ graph, terraform string }{
	{"displayName", "display_name"},
	{"signInAudience", "sign_in_audience"},
	{"identifierUris", "identifier_uris"},
	{"isFallbackPublicClient", "fallback_public_client_enabled"},
	{"description", "description"},
	{"notes", "notes"},
	{"oauth2RequirePostResponse", "oauth2_post_response_required"},
	{"id", "object_id"},
	{"disabledByMicrosoftStatus", "disabled_by_microsoft"},
}

func newTerraformApp(v strictjson.Value) *terraformApp {
	a := &terraformApp{at: v, object: v.Get("object_id").Str()}
	id := v.Get("client_id")
	if id.Str() == "" {
		id = v.Get("application_id") // before version 2.44 of the provider
	}
	a.set("appId", id)
	for _, m := range tfMembers {
		if value := v.Get(m.terraform); value.Kind != strictjson.String || value.Text != "" {
			a.set(m.graph, value)
		}
	}
	web, api := block(v, "web"), block(v, "api")
	grant := block(web, "implicit_grant")
	a.web = web.Get("redirect_uris").Elems
	a.spa = block(v, "single_page_application").Get("redirect_uris").Elems
	a.native = block(v, "public_client").Get("redirect_uris").Elems
	idToken, access := grant.Get("id_token_issuance_enabled"), grant.Get("access_token_issuance_enabled")
	version, mapped := api.Get("requested_access_token_version"), api.Get("mapped_claims_enabled")
	if !version.Exists() { // azuread_application_registration
		version = v.Get("requested_access_token_version")
	}
	if !grant.Exists() { // likewise
		idToken, access = v.Get("implicit_id_token_issuance_enabled"), v.Get("implicit_access_token_issuance_enabled")
	}
	logout := web.Get("logout_url")
	if !web.Exists() {
		logout = v.Get("logout_url")
	}
	if logout.Str() == "" {
		logout = strictjson.Value{}
	}
	a.set("api", object(v, member("requestedAccessTokenVersion", version), member("acceptMappedClaims", mapped)))
	a.set("web", object(v, member("logoutUrl", logout), member("implicitGrantSettings", object(v,
		member("enableIdTokenIssuance", idToken), member("enableAccessTokenIssuance", access)))))
	if kind := v.Get("optional_claims").Kind; kind == strictjson.Array || kind == strictjson.Object {
		a.addClaims(block(v, "optional_claims"))
	}
	for _, r := range v.Get("required_resource_access").Elems {
		a.perms = append(a.perms, object(r, member("resourceAppId", r.Get("resource_app_id")),
			member("resourceAccess", r.Get("resource_access"))))
	}
	if p := v.Get("password"); p.Kind == strictjson.Object {
		a.secrets = append(a.secrets, tfCredential(p))
	}
	for _, p := range v.Get("password").Elems {
		a.secrets = append(a.secrets, tfCredential(p))
	}
	return a
}

// attach adds a resource of its own to the app that it belongs to. Where none is known, it becomes one without a
// client ID.
func attach(apps []*terraformApp, r resource) []*terraformApp {
	v := r.values
	part, ok := strings.CutPrefix(r.kind, "azuread_application_")
	if !ok || part == "registration" || !slices.Contains(tfParts, part) {
		return apps
	}
	var a *terraformApp
	of := v.Get("application_id").Str() + v.Get("application_object_id").Str()
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
		uris := v.Get("redirect_uris").Elems
		switch v.Get("type").Str() {
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

func (a *terraformApp) set(name string, v strictjson.Value) {
	if v.Exists() && v.Kind != strictjson.Null {
		a.members = append(a.members, member(name, v))
	}
}

// addClaims adds the lists of optional claims.
func (a *terraformApp) addClaims(v strictjson.Value) {
	for _, list := range []struct{ graph, terraform string }{
		{"idToken", "id_token"}, {"accessToken", "access_token"}, {"saml2Token", "saml2_token"},
	} {
		var claims []strictjson.Value
		for _, c := range v.Get(list.terraform).Elems {
			source := c.Get("source")
			if source.Str() == "" {
				source = strictjson.Value{} // Terraform has no null in a state
			}
			claims = append(claims, object(c, member("name", c.Get("name")), member("source", source),
				member("essential", c.Get("essential")), member("additionalProperties", c.Get("additional_properties"))))
		}
		a.claims = append(a.claims, member(list.graph, array(v, claims...)))
	}
}

// addAccess adds the permissions of azuread_application_api_access.
func (a *terraformApp) addAccess(v strictjson.Value) {
	var access []strictjson.Value
	for list, kind := range map[string]string{"scope_ids": "Scope", "role_ids": "Role"} {
		for _, id := range v.Get(list).Elems {
			access = append(access, object(id, member("id", id), member("type", text(id, kind))))
		}
	}
	slices.SortFunc(access, func(a, b strictjson.Value) int { return a.Begin - b.Begin })
	a.perms = append(a.perms, object(v, member("resourceAppId", v.Get("api_client_id")),
		member("resourceAccess", array(v, access...))))
}

// value is the whole app registration. Secrets are listed only where there are any: no list says nothing.
func (a *terraformApp) value() strictjson.Value {
	members := slices.Clone(a.members)
	if len(a.web) > 0 && !slices.ContainsFunc(members, func(m strictjson.Member) bool { return m.Name == "web" }) {
		members = append(members, member("web", object(a.at)))
	}
	for i, m := range members {
		if m.Name == "web" {
			members[i].Value.Members = append(slices.Clone(m.Value.Members), member("redirectUris", array(a.at, a.web...)))
		}
	}
	lists := func(name string, elems []strictjson.Value, inner string) {
		if len(elems) == 0 {
			return
		}
		list := array(a.at, elems...)
		if inner != "" {
			list = object(a.at, member(inner, list))
		}
		members = append(members, member(name, list))
	}
	lists("spa", a.spa, "redirectUris")
	lists("publicClient", a.native, "redirectUris")
	lists("requiredResourceAccess", a.perms, "")
	lists("passwordCredentials", a.secrets, "")
	lists("keyCredentials", a.certificates, "")
	if a.claims != nil {
		members = append(members, member("optionalClaims", object(a.at, a.claims...)))
	}
	return object(a.at, members...)
}

// tfCredential is a secret or a certificate.
func tfCredential(v strictjson.Value) strictjson.Value {
	return object(v, member("keyId", v.Get("key_id")), member("displayName", v.Get("display_name")),
		member("startDateTime", v.Get("start_date")), member("endDateTime", v.Get("end_date")),
		member("type", v.Get("type")), member("value", v.Get("value")))
}

// block is a block of Terraform, which JSON has as a list of one.
func block(v strictjson.Value, name string) strictjson.Value {
	b := v.Get(name)
	if b.Kind == strictjson.Array && len(b.Elems) > 0 {
		return b.Elems[0]
	}
	if b.Kind == strictjson.Object {
		return b
	}
	return strictjson.Value{}
}
