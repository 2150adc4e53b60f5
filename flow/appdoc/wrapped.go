package appdoc

import (
	"cmp"
	"encoding/base64"
	"slices"
	"strings"

	"edov/flow/strictjson"
)

// wrappers are the documents in which a response of Microsoft Graph stands: what each is called, the members that it is
// recognized by, what to do where it has no app registration, and what it leaves out.
var wrappers = []struct{ name, members, hint, leaves string }{
	{"a HAR file", "log.entries", "record the request that reads the app, with its response", ""},
	{
		"a Postman collection", "info._postman_id|info.schema",
		"send the request, and save its response (Save Response > Save as example, or to a file)", "",
	},
	{
		"a Postman environment", "_postman_variable_scope",
		"edov connections add NAME takes its client ID and tenant", "",
	},
	{
		"the output of an HTTP action (Power Automate, Logic Apps)", "statusCode|outputs.statusCode",
		"use the run whose body has the app", "",
	},
	{"the result of a command, as Ansible registers it", "stdout", "register the output of az ad app show", ""},
	{
		"a report of ScubaGear", "risky_applications|Raw.risky_applications", "use az ad app list --all",
		"ScubaGear lists only applications with risky permissions",
	},
	{
		"the result of tests (Maester, Pester)", "FailedCount", "use az ad app list --all",
		"test results name only what a test looked at",
	},
}

// hasPath reports whether a document has one of some paths of two members at most.
func hasPath(v *strictjson.Value, paths string) bool {
	for path := range strings.SplitSeq(paths, "|") {
		first, second, deep := strings.Cut(path, ".")
		if m := v.Place(first); m != nil && (!deep || m.Place(second) != nil) {
			return true
		}
	}
	return false
}

// appMembers are the members that tell an app registration from an object that only names its client ID.
var appMembers = strings.Fields(`signInAudience web spa api passwordCredentials keyCredentials requiredResourceAccess
	optionalClaims replyUrlsWithType replyUrls identifierUris isFallbackPublicClient`)

//go:noinline
func hasAny(v *strictjson.Value, names ...string) bool {
	return slices.ContainsFunc(names, func(name string) bool { return v.Place(name) != nil })
}

// isApp recognizes an app registration inside another document.
func isApp(v *strictjson.Value) bool {
	return v.Place("appId") != nil && hasAny(v, appMembers...) || isPowerShell(*v)
}

func isPrincipal(v *strictjson.Value) bool {
	return hasAny(v, "servicePrincipalType", "servicePrincipalNames", "appOwnerOrganizationId")
}

// isPlain reports whether a document is to be read, or refused, as it is: a registration or a part of one, a list of
// them, an error.
func isPlain(v *strictjson.Value) bool {
	if v.Kind == strictjson.Array {
		return len(v.Elems()) == 0 || anyOf(v.Elems(), isPlain)
	}
	list := v.Place("value")
	return v.Kind != strictjson.Object || hasAny(v, appMembers...) || IsCredential(*v) || isPrincipal(v) ||
		hasAny(v, "appId", "error", "publicClient", "authenticationBehaviors", "schema") ||
		list != nil && list.Kind == strictjson.Array && isPlain(list)
}

func anyOf(list []strictjson.Value, is func(*strictjson.Value) bool) bool {
	for i := range list {
		if is(&list[i]) {
			return true
		}
	}
	return false
}

// unwrap finds the app registrations inside a document that only carries them, such as a recorded response. ok is
// false for one that is no known wrapper and has none.
func unwrap(v *strictjson.Value) (doc Doc, ok bool) {
	if isPlain(v) {
		return Doc{}, false
	}
	f := finder{}
	f.look(v, 0)
	name, hint, leaves := "a document of another program", useAz, ""
	for _, w := range wrappers {
		if hasPath(v, w.members) {
			name, hint, leaves = w.name, w.hint, w.leaves
			break
		}
	}
	doc = f.doc
	switch {
	case len(doc.Items) > 0:
		doc.Notes = append(doc.Notes, "the app registration stands inside "+name+"; edov read only that")
		if f.failed != "" && len(doc.Unread) == 0 {
			doc.Unread = append(doc.Unread, "an error of Microsoft Graph stands beside it: "+f.failed)
		}
		if leaves != "" {
			doc.Unread = append(doc.Unread, leaves)
		}
		return doc, true
	case f.failed != "":
		doc.Other = "this is " + name + " with an error of Microsoft Graph, " + f.failed + ", and no app registration; " +
			"edov explain explains it"
	case f.principals > 0:
		doc.Other = "this is " + name + " with an enterprise application (service principal), and no app registration; " +
			hint
	default:
		doc.Other = "this is " + name + " without an app registration; " + hint
	}
	return doc, hint != useAz || f.failed != "" || f.principals > 0
}

// maxNested bounds how many texts with JSON may be inside each other.
const maxNested = 4

// textLimits bounds the JSON in a text.
var textLimits = strictjson.Limits{Bytes: 16 << 20, Depth: 32, Members: 500000, Number: 64}

// finder collects the app registrations in a document.
type finder struct {
	doc        Doc
	principals int
	failed     string // the code of an error of Microsoft Graph
}

// requests are members with what was sent, which says what should be, not what is.
var requests = []string{"request", "originalRequest", "postData", "inputs"}

func (f *finder) look(v *strictjson.Value, nested int) {
	switch {
	case v.Kind == strictjson.String:
		f.text(v, v.Text, nested)
	case isApp(v):
		f.add(v)
		return
	case isPrincipal(v):
		f.principals++
		return
	case v.Place("responses") != nil && isBatch(*v):
		doc := batchDoc(*v)
		for i := range doc.Items {
			f.add(&doc.Items[i].Value)
		}
		f.doc.Unread = append(f.doc.Unread, doc.Unread...)
		for i := range elems(v, "responses") {
			body := v.Place("responses").Elems()[i].Get("body")
			f.failed = cmp.Or(errorCode(&body), f.failed)
		}
		return
	case v.StrOf("encoding") == "base64":
		if content := v.Place("text"); content != nil {
			plain, _ := base64.StdEncoding.DecodeString(content.Str())
			f.text(content, string(plain), nested)
		}
		return
	case v.StrOf("@odata.nextLink") != "" && anyOf(elems(v, "value"), isApp):
		f.doc.Unread = append(f.doc.Unread, "@odata.nextLink names a next page that is missing")
	}
	f.failed = cmp.Or(errorCode(v), f.failed)
	for i := range v.Members() {
		if !slices.Contains(requests, v.Members()[i].Name) {
			f.look(&v.Members()[i].Value, nested)
		}
	}
	for i := range v.Elems() {
		f.look(&v.Elems()[i], nested)
	}
}

// text looks into the JSON in a text. Its parts have the place of the text.
func (f *finder) text(at *strictjson.Value, text string, nested int) {
	text = strings.TrimSpace(text)
	if nested >= maxNested || !strings.HasPrefix(text, "{") && !strings.HasPrefix(text, "[") {
		return
	}
	if v, err := strictjson.Parse([]byte(text), textLimits); err == nil {
		placeAt(&v, at)
		f.look(&v, nested+1)
	}
}

func placeAt(v, at *strictjson.Value) {
	*v = v.PlacedAt(*at)
	for i := range v.Members() {
		placeAt(&v.Members()[i].Value, at)
	}
	for i := range v.Elems() {
		placeAt(&v.Elems()[i], at)
	}
}

// add takes a registration. Of several answers about the same app the last one counts, if it has as much as the others.
func (f *finder) add(v *strictjson.Value) {
	item, notes := FromPowerShell(*v)
	f.doc.Notes = unique(append(f.doc.Notes, notes...))
	id := item.Value.StrOf("appId")
	for i := range f.doc.Items {
		have := &f.doc.Items[i]
		if id != "" && strings.EqualFold(have.Value.StrOf("appId"), id) {
			if len(item.Value.Members()) >= len(have.Value.Members()) {
				*have = item
			}
			return
		}
	}
	f.doc.Items = append(f.doc.Items, item)
}
