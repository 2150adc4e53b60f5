package registration

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"edov/flow/appreg"
	"edov/flow/demo/web"
	"edov/flow/strictjson"
	"edov/flow/visible"
)

// Manifest is the registration as the portal's editor shows it: what Microsoft
// Graph answers, indented.
func (a *App) Manifest() string {
	var b bytes.Buffer
	if err := json.Indent(&b, web.JSON(a.Graph()), "", "  "); err != nil {
		panic("demo: " + err.Error()) // JSON of this package
	}
	return b.String()
}

// ApplyManifest applies what a manifest changes. A change that the editor cannot
// make is an error rather than lost silently; it names the line.
func (a *App) ApplyManifest(text string) error {
	data := []byte(strings.ReplaceAll(text, "\r\n", "\n"))
	typed, err := strictjson.Parse(data, strictjson.Document)
	if err != nil {
		return errors.New("the manifest is not valid: " + err.Error())
	}
	m := manifestReader{app: a, lines: strictjson.LinesOf(data)}
	if m.walk("", a.Value(), typed); m.err == nil {
		m.refuse(typed.Get("signInAudience"), a.checkAudience())
		m.refuse(typed, a.check())
	}
	return m.err
}

// manifestReader compares a manifest with the registration and applies what
// may differ. The first error counts.
type manifestReader struct {
	app   *App
	lines strictjson.Lines
	err   error

	graph bool   // it is a request to Microsoft Graph: errors name the property, which is at
	at    string // the property, with graph
}

// memberReader applies one member of a manifest.
type memberReader func(m *manifestReader, path string, v strictjson.Value)

// memberOf finds the reader of a member that the editor can change.
func memberOf(path string) memberReader {
	switch path {
	case "displayName":
		return (*manifestReader).displayName
	case "signInAudience":
		return func(m *manifestReader, path string, v strictjson.Value) { m.app.Audience = m.text(path, v) }
	case "isFallbackPublicClient":
		return flagOrNull(func(a *App, flag *bool) { a.PublicClient = flag })
	case "web.logoutUrl":
		return (*manifestReader).logoutURL
	case "web.implicitGrantSettings.enableIdTokenIssuance":
		return flag(func(a *App, flag bool) { a.ImplicitIDToken = flag })
	case "web.implicitGrantSettings.enableAccessTokenIssuance":
		return flag(func(a *App, flag bool) { a.ImplicitAccessToken = flag })
	case "web.redirectUris":
		return redirects(appreg.PlatformWeb)
	case "spa.redirectUris":
		return redirects(appreg.PlatformSPA)
	case "publicClient.redirectUris":
		return redirects(appreg.PlatformPublic)
	case "api.acceptMappedClaims":
		return flagOrNull(func(a *App, flag *bool) { a.AcceptMapped = flag })
	case "api.requestedAccessTokenVersion":
		return (*manifestReader).tokenVersion
	case "optionalClaims":
		return (*manifestReader).optionalClaims
	case "authenticationBehaviors.removeUnverifiedEmailClaim":
		return flagOrNull(func(a *App, flag *bool) { a.RemoveUnverified = flag })
	}
	return nil
}

// elsewhere says where members are changed that the editor leaves alone.
var elsewhere = map[string]string{
	"passwordCredentials":    "; use Certificates & secrets",
	"requiredResourceAccess": "; use API permissions",
}

func (m *manifestReader) walk(path string, before, typed strictjson.Value) {
	if read := memberOf(path); read != nil {
		read(m, path, typed)
		return
	}
	if before.Kind == strictjson.Object && typed.Kind == strictjson.Object {
		m.members(path, before, typed)
		return
	}
	if !sameValue(before, typed) {
		m.fault(typed, shownPath(path)+" cannot be changed here"+elsewhere[path])
	}
}

func (m *manifestReader) members(path string, before, typed strictjson.Value) {
	for _, member := range typed.Members() {
		at := strings.TrimPrefix(path+"."+member.Name, ".")
		if !before.Has(member.Name) {
			m.fault(member.Value, "there is no property "+shownPath(at))
			return
		}
		m.walk(at, before.Get(member.Name), member.Value)
	}
	for _, name := range before.Names() {
		if !typed.Has(name) {
			m.fault(typed, "the property "+strings.TrimPrefix(path+"."+name, ".")+" is missing")
		}
	}
}

// shownPath is safe to show: a path has names that were typed.
func shownPath(path string) string {
	if path == "" {
		return "the manifest"
	}
	if r := []rune(path); len(r) > maxName {
		path = string(r[:maxName])
	}
	return visible.Line(path)
}

// sameValue compares without regard to the order of members.
func sameValue(a, b strictjson.Value) bool {
	if a.Kind != b.Kind || a.Text != b.Text || len(a.Members()) != len(b.Members()) {
		return false
	}
	for _, m := range a.Members() {
		if !sameValue(m.Value, b.Get(m.Name)) {
			return false
		}
	}
	return slices.EqualFunc(a.Elems(), b.Elems(), sameValue)
}

func (m *manifestReader) fault(v strictjson.Value, what string) {
	switch {
	case m.err != nil:
	case m.graph:
		m.err = &Refusal{m.at, what}
	default:
		m.err = fmt.Errorf("line %d: %s", m.lines.Line(v), what)
	}
}

func (m *manifestReader) refuse(v strictjson.Value, err error) {
	if err != nil {
		m.fault(v, err.Error())
	}
}

// wants reports whether a value has the kind, and says so when not.
func (m *manifestReader) wants(path string, v strictjson.Value, kind strictjson.Kind) bool {
	if v.Kind != kind {
		m.fault(v, fmt.Sprintf("%s must be of type %s, not %s", shownPath(path), kind, v.Kind))
	}
	return v.Kind == kind
}

func (m *manifestReader) text(path string, v strictjson.Value) string {
	m.wants(path, v, strictjson.String)
	return v.Str()
}

func (m *manifestReader) textOrNull(path string, v strictjson.Value) string {
	if v.Kind == strictjson.Null {
		return ""
	}
	return m.text(path, v)
}

func (m *manifestReader) flag(path string, v strictjson.Value) bool {
	return m.wants(path, v, strictjson.Bool) && v.Text == "true"
}

func flag(set func(*App, bool)) memberReader {
	return func(m *manifestReader, path string, v strictjson.Value) { set(m.app, m.flag(path, v)) }
}

func flagOrNull(set func(*App, *bool)) memberReader {
	return func(m *manifestReader, path string, v strictjson.Value) {
		if v.Kind == strictjson.Null {
			set(m.app, nil)
			return
		}
		set(m.app, new(m.flag(path, v)))
	}
}

func (m *manifestReader) displayName(path string, v strictjson.Value) {
	m.app.Name = m.text(path, v)
	m.refuse(v, checkText(path, m.app.Name, maxName, true))
}

func (m *manifestReader) logoutURL(path string, v strictjson.Value) {
	m.app.LogoutURL = m.textOrNull(path, v)
	m.refuse(v, checkLogoutURL(m.app.LogoutURL))
}

func (m *manifestReader) tokenVersion(path string, v strictjson.Value) {
	m.app.TokenVersion = nil
	if v.Kind == strictjson.Null || !m.wants(path, v, strictjson.Number) {
		return
	}
	n, err := strconv.Atoi(v.Text)
	if err != nil || n != 1 && n != 2 {
		m.fault(v, path+" must be null, 1 or 2")
	}
	m.app.TokenVersion = &n
}

func redirects(platform string) memberReader {
	return func(m *manifestReader, path string, v strictjson.Value) {
		m.wants(path, v, strictjson.Array)
		var uris []string
		for i, uri := range v.Elems() {
			at := fmt.Sprintf("%s[%d]", path, i)
			uris = append(uris, m.text(at, uri))
			m.refuse(uri, checkRedirect(Redirect{uri.Str(), platform}))
		}
		m.app.setRedirects(platform, uris)
	}
}

func (m *manifestReader) optionalClaims(path string, v strictjson.Value) {
	m.app.OptionalClaims = OptionalClaims{}
	if v.Kind == strictjson.Null || !m.wants(path, v, strictjson.Object) {
		return
	}
	for _, member := range v.Members() {
		at := path + "." + member.Name
		switch member.Name {
		case "idToken":
			m.app.OptionalClaims.IDToken = m.claims(at, member.Value)
		case "accessToken":
			m.app.OptionalClaims.AccessToken = m.claims(at, member.Value)
		case "saml2Token":
			if m.wants(at, member.Value, strictjson.Array) && len(member.Value.Elems()) > 0 {
				m.fault(member.Value, "the demo tenant issues no SAML tokens: leave "+at+" empty")
			}
		default:
			m.fault(member.Value, "there is no property "+shownPath(at))
		}
	}
}

func (m *manifestReader) claims(path string, v strictjson.Value) []OptionalClaim {
	m.wants(path, v, strictjson.Array)
	var claims []OptionalClaim
	for i, elem := range v.Elems() {
		at := fmt.Sprintf("%s[%d]", path, i)
		if !m.wants(at, elem, strictjson.Object) {
			return nil
		}
		claims = append(claims, m.claim(at, elem))
		m.refuse(elem, checkClaims(claims))
	}
	return claims
}

func (m *manifestReader) claim(path string, v strictjson.Value) OptionalClaim {
	var c OptionalClaim
	for _, member := range v.Members() {
		at := path + "." + member.Name
		switch member.Name {
		case "name":
			c.Name = m.text(at, member.Value)
		case "source":
			c.Source = m.textOrNull(at, member.Value)
		case "essential":
			c.Essential = m.flag(at, member.Value)
		case "additionalProperties":
			m.wants(at, member.Value, strictjson.Array)
			for _, property := range member.Value.Elems() {
				c.Properties = append(c.Properties, m.text(at, property))
			}
		default:
			m.fault(member.Value, "there is no property "+shownPath(at))
		}
	}
	return c
}
