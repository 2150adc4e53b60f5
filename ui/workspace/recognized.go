package workspace

import (
	"cmp"
	"net/url"
	"strings"

	"edov/flow"
	"edov/flow/appreg"
	"edov/flow/entra"
	"edov/flow/pasted"
	"edov/flow/strictjson"
	"edov/inspect/uri"
	"edov/inspect/words"
	"edov/ui/envfile"
)

// Recognized is a connection, or a part of one, that was found in a pasted text.
type Recognized struct {
	// What is the form of the text, as a sentence calls it: "a .env file".
	What string
	// Document holds for an app registration, which can be checked by itself.
	Document bool

	found   flow.Connection
	expires string
	guessed bool // it may be something else
}

// RecognizePasted is Recognize for a text that was pasted where no field asks for it: a GUID alone may be a client ID,
// unless the connection that is tested has it already.
func (d *Desk) RecognizePasted(text string) (Recognized, bool) {
	id := strings.Trim(strings.TrimSpace(text), `{}"'`)
	if entra.IsGUID(id) && !(d.Subject.IsMine() && d.Subject.names(id)) {
		return Recognized{What: "a GUID", found: flow.Connection{ClientID: id}, guessed: true}, true
	}
	return Recognize(text)
}

// names holds for the client ID and the tenant of a connection.
func (s *Subject) names(id string) bool {
	return strings.EqualFold(s.Connection.ClientID, id) || strings.EqualFold(s.Connection.Tenant, id)
}

// Recognize finds the settings of a connection in what people copy: the lines of an
// .env file, the output of az, a manifest, the address of a sign-in. It shows no
// value, and takes nothing over.
func Recognize(text string) (r Recognized, ok bool) {
	text = strings.TrimSpace(PastedLines(text))
	if text == "" || len(text) > maxEvidence {
		return r, false
	}
	for _, find := range []func(string) (Recognized, bool){inJSON, inAddress, inEnv} {
		if r, ok = find(text); ok {
			r.found = r.found.Trimmed()
			return r, len(r.Holds()) > 0
		}
	}
	return r, false
}

var pastedLines = strings.NewReplacer("\r\n", "\n", "\r", "\n")

// PastedLines makes the line ends of a terminal's paste those of a file.
func PastedLines(text string) string { return pastedLines.Replace(text) }

// Holds lists what was found, for a sentence.
func (r Recognized) Holds() []string {
	var list []string
	add := func(has bool, name string) {
		if has {
			list = append(list, name)
		}
	}
	add(r.found.ClientID != "", "a client ID")
	add(r.found.Tenant != "", "a tenant")
	add(!r.found.Secret.IsZero(), "a secret")
	add(r.found.PublishableKey != "", "Clerk's publishable key")
	add(r.found.PublishableKey == "" && r.found.ProductRedirectURI != "", "a redirect URI")
	add(len(list) > 0 && r.found.Product != "", "the product "+r.found.Product)
	return list
}

// Question asks whether to fill in the form.
func (r Recognized) Question() string { return r.sentence() + ". Fill in the form?" }

func (r Recognized) sentence() string {
	if r.guessed {
		return "This is " + r.What + ", perhaps a client ID"
	}
	return "This is " + r.What + " with " + words.List(r.Holds(), "and")
}

// Filled says what was filled in.
func (r Recognized) Filled() string {
	return "Filled in from " + r.What + ": " + words.List(r.Holds(), "and") + "."
}

// inEnv reads the lines of an .env file, or the settings of a program. A single one may be meant for the field it is
// pasted into.
func inEnv(text string) (Recognized, bool) {
	if isRecord(text) {
		return Recognized{}, false
	}
	values, err := envfile.Parse([]byte(text))
	if err != nil {
		return Recognized{}, false
	}
	c, found, _ := envfile.Connection(&values, "") // the settings of several apps are none
	return Recognized{What: values.Name(), found: c}, len(found) > 1
}

// isRecord holds for JSON that names an app, and is not its settings: what edov saves, and what has a token or an error
// in it.
func isRecord(text string) bool {
	v, err := strictjson.Parse([]byte(text), strictjson.Document)
	if err != nil || v.Kind != strictjson.Object {
		return false
	}
	_, _, err = pasted.Read([]byte(text), "")
	return v.Has("schema") || err == nil
}

// inJSON reads a registration, or the credentials that az and the SDKs write.
func inJSON(text string) (Recognized, bool) {
	v, err := strictjson.Parse([]byte(text), strictjson.Document)
	if err != nil || v.Kind != strictjson.Object {
		return Recognized{}, false
	}
	first := func(names ...string) string {
		for _, name := range names {
			if s := v.Get(name).Str(); s != "" {
				return s
			}
		}
		return ""
	}
	// `az ad app credential reset` and `az ad sp create-for-rbac` write appId, password and tenant; with --sdk-auth it is
	// clientId, clientSecret and tenantId. Graph's addPassword answers with secretText and endDateTime.
	if secret := first("password", "clientSecret", "client_secret", "secretText"); secret != "" {
		r := Recognized{What: "JSON"}
		r.found.Secret = flow.NewSecret(secret)
		r.found.ClientID = first("appId", "clientId", "client_id")
		r.found.Tenant = first("tenant", "tenantId", "tenant_id")
		if end, err := flow.ParseExpiry(first("endDateTime")); err == nil {
			r.expires = flow.LastDay(end)
		}
		return r, true
	}
	if appreg.LooksLike([]byte(text)) {
		return inRegistration(text)
	}
	r := Recognized{What: "JSON"}
	if r.found.ClientID = first("clientId", "client_id"); r.found.ClientID == "" {
		return Recognized{}, false
	}
	r.found.Tenant = first("tenantId", "tenant_id")
	return r, true
}

// TenantsOf are the tenants whose accounts an app takes, by its signInAudience. That of AzureADMyOrg is the app's own,
// which its manifest does not name.
var TenantsOf = map[string]string{
	appreg.AudienceOrgs: "organizations", appreg.AudienceAll: "common", appreg.AudiencePersonal: "consumers",
}

func inRegistration(text string) (Recognized, bool) {
	list, err := appreg.ReadList([]byte(text), "pasted")
	if err != nil || len(list.All) != 1 || list.Unread != "" {
		return Recognized{}, false
	}
	a := list.All[0]
	r := Recognized{What: "an app registration", Document: true}
	r.found.ClientID, r.found.Tenant = a.AppID.Value, TenantsOf[a.Audience.Value]
	var elsewhere []string
	for _, u := range a.RedirectURIs {
		if u.Platform == appreg.PlatformWeb && !isOwn(u.URI) {
			elsewhere = append(elsewhere, u.URI)
		}
	}
	if len(elsewhere) == 1 { // of several, nothing says which is the product's
		r.found.ProductRedirectURI = elsewhere[0]
	}
	return r, r.found.ClientID != ""
}

// inAddress reads the address of Microsoft's sign-in, as a browser shows it.
func inAddress(text string) (Recognized, bool) {
	u, err := url.Parse(strings.Trim(text, "\"'<> \t\n"))
	if err != nil || u.Scheme != "https" || strings.ContainsAny(text, " \n") {
		return Recognized{}, false
	}
	cloud, ok := entra.CloudOfHost(strings.ToLower(u.Hostname()))
	tenant, path, _ := strings.Cut(strings.TrimPrefix(u.Path, "/"), "/")
	query := u.Query()
	if !ok || !strings.HasSuffix(path, "authorize") || query.Get("client_id") == "" {
		return Recognized{}, false
	}
	r := Recognized{What: "the address of a sign-in"}
	r.found.ClientID, r.found.Tenant = query.Get("client_id"), tenant
	if cloud != entra.Global {
		r.found.Cloud = cloud
	}
	if to := query.Get("redirect_uri"); !isOwn(to) {
		r.found.ProductRedirectURI = to
	}
	return r, true
}

// isOwn holds for redirect URIs of this machine, which are no product's.
func isOwn(address string) bool {
	u, err := url.Parse(address)
	return err != nil || u.Hostname() == "" || uri.IsLoopback(u.Hostname())
}

// Fill takes over what was recognized. What it does not name stays as it was answered.
func (f *Form) Fill(r Recognized) {
	set := func(key, value string) {
		if value != "" {
			f.Field(key).Value, f.Field(key).Suggested = value, false
		}
	}
	c := r.found
	set("client-id", c.ClientID)
	set("tenant", c.Tenant)
	if c.Public {
		set("kind", public)
	}
	if !c.Secret.IsZero() {
		set("kind", confidential)
		set("secret", c.Secret.Reveal())
	}
	set("secret-expires", r.expires)
	set("product-redirect-uri", cmp.Or(c.PublishableKey, c.ProductRedirectURI))
	set("product", c.Product)
	if set("cloud", string(c.Cloud)); c.Cloud != "" {
		f.Unfold()
	}
	f.Trim()
}

// FormFor is the form filled with what was recognized: for the connection that is tested, if it may be about that, and
// otherwise for another one. partial is for the guide.
func (d *Desk) FormFor(r Recognized, partial bool) *Form {
	another := !d.Subject.IsMine()
	if !another {
		known := d.Subject.Connection.ClientID
		another = r.found.ClientID != "" && known != "" && !strings.EqualFold(known, r.found.ClientID)
	}
	f := d.NewForm(partial, another)
	f.Fill(r)
	return f
}

// answers are the questions of any form.
type answers interface {
	Fault(key string) (flow.Fault, bool)
	Trim()
}

// Tidy removes the quotes, blanks and line ends that were copied along with the value of a field, and says so; empty:
// there were none.
func Tidy(f answers, key string) (note string) {
	fault, ok := f.Fault(key)
	if !ok || !fault.Trimmed {
		return ""
	}
	f.Trim()
	return trimmed(fault)
}

func trimmed(f flow.Fault) string { return f.Problem + "; edov removed them" }
