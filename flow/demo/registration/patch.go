package registration

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"edov/flow/appreg"
	"edov/flow/demo/credential"
	"edov/flow/demo/web"
	"edov/flow/strictjson"
)

// Refusal is why Microsoft Graph refuses a change: the property, and what is wrong with it.
type Refusal struct{ Property, Reason string }

func (r *Refusal) Error() string { return r.Reason }

// Value is App.Graph as JSON that can be compared.
func (a *App) Value() strictjson.Value { return asValue(a.Graph()) }

// asValue is a value of the demo as JSON. It panics when that has no JSON form: that is a mistake in the demo.
func asValue(v any) strictjson.Value {
	out, err := strictjson.Parse(web.JSON(v), strictjson.Document)
	if err != nil {
		panic("demo: " + err.Error())
	}
	return out
}

// Patch applies what a request to Microsoft Graph changes: properties that it does not name keep their values, and
// lists are replaced whole. Every error is a *Refusal.
func (a *App) Patch(change strictjson.Value) error {
	m := manifestReader{app: a, graph: true}
	if m.patch("", a.Value(), change); m.err == nil {
		m.err = a.refusal()
	}
	return m.err
}

// refusal is what the rules say about the whole registration.
func (a *App) refusal() error {
	if err := a.checkAudience(); err != nil {
		return refusedAudience(err)
	}
	if err := a.checkRedirects(); err != nil {
		return &Refusal{"web.redirectUris", err.Error()}
	}
	if err := checkText("the name", a.Name, maxName, true); err != nil {
		return &Refusal{"displayName", err.Error()}
	}
	if err := a.check(); err != nil {
		return &Refusal{"", err.Error()}
	}
	return nil
}

func refusedAudience(err error) error {
	if strings.Contains(err.Error(), tokenVersion) {
		return &Refusal{tokenVersion, err.Error()}
	}
	return &Refusal{"signInAudience", err.Error()}
}

const (
	tokenVersion   = "api.requestedAccessTokenVersion"
	requiredAccess = "requiredResourceAccess"
)

func (m *manifestReader) patch(path string, before, change strictjson.Value) {
	m.at = path
	switch read := memberOf(path); {
	case path == requiredAccess:
		m.permissions(path, change)
	case read != nil:
		read(m, path, change)
	case before.Kind == strictjson.Object && change.Kind == strictjson.Object:
		for _, member := range change.Members() {
			at := strings.TrimPrefix(path+"."+member.Name, ".")
			if !before.Has(member.Name) {
				m.at = at
				m.fault(change, "the demo tenant has no property "+shownPath(at))
				return
			}
			m.patch(at, before.Get(member.Name), member.Value)
		}
	case !sameValue(before, change):
		m.fault(change, shownPath(path)+" cannot be changed in the demo tenant")
	}
}

// permissions reads requiredResourceAccess. The tenant's own app has delegated permissions of Microsoft Graph only.
func (m *manifestReader) permissions(path string, v strictjson.Value) {
	if err := checkAccess(v); err != nil {
		m.refuse(v, err)
		return
	}
	m.app.Permissions = nil
	for _, resource := range v.Elems() {
		for _, access := range resource.Get("resourceAccess").Elems() {
			id := access.StrOf("id")
			if resource.StrOf("resourceAppId") != appreg.GraphAppID || access.StrOf("type") != "Scope" ||
				PermissionName(id) == "" {
				m.fault(v, path+" has a permission that the demo tenant does not know: "+id)
			}
			m.app.Permissions = append(m.app.Permissions, id)
		}
	}
}

// checkAccess holds requiredResourceAccess to its form.
func checkAccess(v strictjson.Value) error {
	if v.Kind != strictjson.Array {
		return fmt.Errorf("%s must be of type array, not %s", requiredAccess, v.Kind)
	}
	for _, resource := range v.Elems() {
		list := resource.Get("resourceAccess")
		if !credential.IsGUID(resource.StrOf("resourceAppId")) || list.Kind != strictjson.Array {
			return errors.New("an API in " + requiredAccess + " has no resourceAppId or no resourceAccess")
		}
		for _, access := range list.Elems() {
			kind := access.StrOf("type")
			if !credential.IsGUID(access.StrOf("id")) || kind != "Scope" && kind != "Role" {
				return errors.New("a permission in " + requiredAccess + " has no id or no type")
			}
		}
	}
	return nil
}

// checkMember holds one property to the rules of the editor. Properties without such rules pass.
func checkMember(path string, v strictjson.Value) error {
	if path == requiredAccess {
		if err := checkAccess(v); err != nil {
			return &Refusal{path, err.Error()}
		}
		return nil
	}
	m := manifestReader{app: &App{}, graph: true, at: path}
	if read := memberOf(path); read != nil {
		read(&m, path, v)
	}
	if path == "signInAudience" && m.err == nil && !slices.Contains(Audiences(), v.Str()) {
		return &Refusal{path, "select one of the supported account types"}
	}
	return m.err
}

// CreateApp makes the tenant's own app with the properties of a request to Microsoft Graph. It has no service principal
// yet. Every error is a *Refusal.
func CreateApp(request strictjson.Value, now time.Time) (*App, error) {
	a := &App{
		ObjectID: credential.GUID(), ClientID: credential.GUID(), Created: now.UTC().Truncate(time.Second),
		Audience: appreg.AudienceMyOrg, NoPrincipal: true,
	}
	if err := a.Patch(request); err != nil {
		return nil, err
	}
	return a, nil
}
