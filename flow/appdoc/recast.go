package appdoc

import (
	"fmt"
	"slices"
	"strings"

	"edov/flow/strictjson"
)

// Item is one app registration in the names of Microsoft Graph or of a portal manifest.
type Item struct {
	Value strictjson.Value
	// Partial is set where the document may leave out or cut off members that the registration has.
	Partial bool
	// Alone is set for one secret or certificate that was copied without its app.
	Alone bool
}

// Doc is what a document has besides plain registrations.
type Doc struct {
	Items  []Item
	Notes  []string
	Unread []string // parts that are missing or could not be read
	// Other says what the document has instead of app registrations; empty if it has some.
	Other string
}

// Recast finds the app registrations in a document that is written for another program. ok is false for a document
// that is none of these, which is to be read as it is.
func Recast(v strictjson.Value) (doc Doc, ok bool) {
	pulumi, isPulumi := pulumiResources(&v)
	switch {
	case isTerraform(v):
		return terraformDoc(resourcesOf(v), "Terraform"), true
	case isPulumi:
		return terraformDoc(pulumi, "Pulumi"), true
	case isTemplate(v):
		return templateDoc(v), true
	case isBatch(v):
		return batchDoc(v), true
	case isCredentials(v):
		return credentialsDoc(v), true
	case v.Kind == strictjson.Object && IsCredential(v) && !IsNewSecret(v):
		doc = credentialsDoc(array(v, v))
		doc.Items[0].Alone, doc.Notes = true, nil
		return doc, true
	case v.Kind == strictjson.Array && slices.ContainsFunc(v.Elems(), isPowerShell):
		for _, e := range v.Elems() {
			item, notes := FromPowerShell(e)
			doc.Items = append(doc.Items, item)
			doc.Notes = append(doc.Notes, notes...)
		}
		doc.Notes = unique(doc.Notes)
		return doc, true
	case isPowerShell(v):
		item, notes := FromPowerShell(v)
		return Doc{Items: []Item{item}, Notes: notes}, true
	}
	return unwrap(&v)
}

func unique(texts []string) []string {
	var out []string
	for _, t := range texts {
		if !slices.Contains(out, t) {
			out = append(out, t)
		}
	}
	return out
}

func object(at strictjson.Value, members ...strictjson.Member) strictjson.Value {
	var there []strictjson.Member
	for _, m := range members {
		if m.Value.Exists() {
			there = append(there, m)
		}
	}
	return strictjson.ObjectOf(there).PlacedAt(at)
}

// renamed is an object with members of another one, by new=old names.
func renamed(v *strictjson.Value, names string) strictjson.Value {
	var members []strictjson.Member
	for pair := range strings.FieldsSeq(names) {
		name, old, _ := strings.Cut(pair, "=")
		if m := v.Place(old); m != nil {
			members = append(members, member(name, *m))
		}
	}
	return strictjson.ObjectOf(members).PlacedAt(*v)
}

func array(at strictjson.Value, elems ...strictjson.Value) strictjson.Value {
	return strictjson.ArrayOf(elems).PlacedAt(at)
}

func member(name string, v strictjson.Value) strictjson.Member {
	return strictjson.Member{Name: name, Value: v}
}

func text(at strictjson.Value, s string) strictjson.Value {
	return strictjson.Text(s).PlacedAt(at)
}

// isBatch recognizes the answer of Microsoft Graph to a $batch request.
func isBatch(v strictjson.Value) bool {
	list := v.Get("responses")
	return list.Kind == strictjson.Array && len(list.Elems()) > 0 &&
		slices.ContainsFunc(list.Elems(), func(e strictjson.Value) bool { return e.Has("status") })
}

func batchDoc(v strictjson.Value) Doc {
	var doc Doc
	for i, r := range v.Get("responses").Elems() {
		body := r.Get("body")
		name := fmt.Sprintf("response %d in the $batch", i+1)
		if id := r.StrOf("id"); id != "" && len(id) < 40 {
			name = "the response in the $batch with the id " + id
		}
		status := r.Get("status").Text
		list, before := body.Get("value"), len(doc.Items)
		switch {
		case len(status) != 3 || status[0] != '2' || hasError(&body):
			doc.Unread = append(doc.Unread, strings.TrimSuffix(name+" has status "+status+", "+errorCode(&body), ", "))
			continue
		case list.Kind == strictjson.Array:
			doc.take(list.Elems()...)
			if body.StrOf("@odata.nextLink") != "" {
				doc.Unread = append(doc.Unread, name+" names a next page, which is missing")
			}
		case body.Kind == strictjson.Object:
			doc.take(body)
		default:
			doc.Unread = append(doc.Unread, name+" has no JSON body")
			continue
		}
		if len(doc.Items) == before {
			doc.Notes = append(doc.Notes, name+" has no app registration")
		}
	}
	if len(doc.Items) == 0 {
		doc.Other = "this $batch response of Microsoft Graph has no app registration"
		if len(doc.Unread) > 0 {
			doc.Other += ": " + doc.Unread[0]
		}
	}
	return doc
}

// errorCode is the code of the error that Microsoft Graph answered with; empty: none.
func errorCode(v *strictjson.Value) string {
	failed := v.Get("error")
	code := failed.StrOf("code")
	return code[:min(len(code), 64)]
}

// hasError reports whether a body says that something failed, in whatever form.
func hasError(v *strictjson.Value) bool {
	failed := v.Place("error")
	return failed != nil && failed.Kind != strictjson.Null
}

// take adds those of some objects that are app registrations. An entry of the sign-in log names the app, too, and has
// nothing else of it.
func (d *Doc) take(list ...strictjson.Value) {
	for i := range list {
		v := &list[i]
		isLog := v.StrOf("appDisplayName") != "" && !hasAny(v, appMembers...)
		if !isLog && !isPrincipal(v) && (v.Place("appId") != nil || hasAny(v, appMembers...) || isPowerShell(*v)) {
			d.Items = append(d.Items, Item{Value: *v})
		}
	}
}

// isCredentials recognizes the output of az ad app credential list, of which each element is a secret or a
// certificate.
func isCredentials(v strictjson.Value) bool {
	isOther := func(e strictjson.Value) bool { return !IsCredential(e) }
	return v.Kind == strictjson.Array && len(v.Elems()) > 0 && !slices.ContainsFunc(v.Elems(), isOther)
}

// IsCredential reports whether an object is a client secret or a certificate, alone. Copied by hand, it may have lost
// its ID or its expiry date.
func IsCredential(v strictjson.Value) bool {
	id, end := hasAny(&v, "keyId", "KeyId"), hasAny(&v, "endDateTime", "endDate", "EndDateTime", "EndDate")
	own := hasAny(&v, "hint", "Hint", "customKeyIdentifier", "CustomKeyIdentifier", "secretText", "SecretText")
	return (id && end || (id || end) && own) && !hasAny(&v, "appId", "AppId", "passwordCredentials", "PasswordCredentials")
}

// IsNewSecret reports whether a credential is the response to adding a secret, which is about nothing else.
func IsNewSecret(v strictjson.Value) bool {
	return v.StrOf("secretText") != "" || strings.Contains(v.StrOf("@odata.context"), "passwordCredential")
}

// Certificate reports whether a credential is a certificate: only those have a type and a usage.
func certificate(v strictjson.Value) bool {
	return v.StrOf("usage") != "" || v.StrOf("Usage") != "" || strings.HasPrefix(v.StrOf("type"), "Asymmetric")
}

// credentialsDoc makes one registration of a list of credentials. az lists either kind; what the list does not have is
// not known.
func credentialsDoc(v strictjson.Value) Doc {
	var secrets, certificates []strictjson.Value
	for _, e := range v.Elems() {
		if isPascal(e, "KeyId") {
			e = camel(e)
		}
		if certificate(e) {
			certificates = append(certificates, e)
		} else {
			secrets = append(secrets, e)
		}
	}
	var members []strictjson.Member
	if secrets != nil {
		members = append(members, member("passwordCredentials", array(v, secrets...)))
	}
	if certificates != nil {
		members = append(members, member("keyCredentials", array(v, certificates...)))
	}
	return Doc{
		Items: []Item{{Value: object(v, members...), Partial: true}},
		Notes: []string{"this is a list of credentials, as az ad app credential list prints it: it does not name the app"},
	}
}

// isTemplate recognizes an ARM template, which Bicep compiles to.
func isTemplate(v strictjson.Value) bool {
	if v.Kind != strictjson.Object || !v.Has("resources") {
		return false
	}
	return strings.Contains(v.StrOf("$schema"), "deploymentTemplate") || v.Has("contentVersion")
}

func templateDoc(v strictjson.Value) Doc {
	var doc Doc
	principals := 0
	eachResource(v, func(kind string, r strictjson.Value) {
		switch {
		case strings.EqualFold(kind, "Microsoft.Graph/applications"):
			properties := r.Get("properties")
			if properties.Kind != strictjson.Object {
				properties = r // Microsoft.Graph resources had their members beside the type at first
			}
			doc.Items = append(doc.Items, Item{Value: properties, Partial: true})
		case strings.EqualFold(kind, "Microsoft.Graph/servicePrincipals"):
			principals++
		}
	})
	switch {
	case len(doc.Items) > 0:
		doc.Notes = []string{"this is an ARM template, as Bicep compiles to: it says what will be set, not what is set"}
	case principals > 0:
		doc.Other = "this ARM template has an enterprise application (service principal) and no app registration " +
			"(Microsoft.Graph/applications); use the template that has it, or " + useAz
	default:
		doc.Other = "this ARM template has no app registration (Microsoft.Graph/applications); use " + useAz
	}
	return doc
}

// eachResource visits the resources of a template, of nested deployments too.
func eachResource(v strictjson.Value, see func(kind string, r strictjson.Value)) {
	resources := v.Get("resources")
	list := resources.Elems()
	for _, m := range resources.Members() { // symbolic names
		list = append(list, m.Value)
	}
	for _, r := range list {
		kind, _, _ := strings.Cut(r.StrOf("type"), "@")
		see(kind, r)
		if nested := r.Get("properties").Get("template"); nested.Kind == strictjson.Object {
			eachResource(nested, see)
		}
		if r.Has("resources") {
			eachResource(r, see)
		}
	}
}
