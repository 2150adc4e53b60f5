package appdoc

import (
	"slices"
	"strings"

	"edov/flow/strictjson"
)

// isPascal reports whether an object has a name as PowerShell writes it, and not as Microsoft Graph does.
func isPascal(v strictjson.Value, names ...string) bool {
	return v.Kind == strictjson.Object && slices.ContainsFunc(names, func(name string) bool {
		return v.Has(name) && !v.Has(lowerFirst(name))
	})
}

// isPowerShell recognizes an app registration or a service principal of Get-MgApplication, Get-AzADApplication or
// Get-AzureADApplication through ConvertTo-Json. One with appId is a manifest with a misspelt name instead.
func isPowerShell(v strictjson.Value) bool {
	return !v.Has("appId") && isPascal(v, "AppId", "PasswordCredentials", "RequiredResourceAccess", "OptionalClaims",
		"ServicePrincipalType")
}

// IsPowerShell reports whether an object is one of PowerShell.
func IsPowerShell(v strictjson.Value) bool { return isPowerShell(v) }

// FromPowerShell gives the members of an object of PowerShell their names in Microsoft Graph. The notes say what
// ConvertTo-Json cut off; an object that is none of PowerShell's is returned as it is.
func FromPowerShell(v strictjson.Value) (Item, []string) {
	if !isPowerShell(v) {
		return Item{Value: v}, nil
	}
	v = camel(v)
	if id := v.Place("objectId"); id != nil && id.Kind == strictjson.Object { // of ScubaGear: of the app and its principal
		own := member("id", id.Get("application"))
		isOther := func(m strictjson.Member) bool { return m.Name == "objectId" }
		v.SetMembers(append(slices.DeleteFunc(slices.Clone(v.Members()), isOther), own))
	}
	var whole []strictjson.Member
	isPartial := false
	for _, m := range v.Members() {
		if slices.Contains(platforms, m.Name) && m.Value.Kind == strictjson.Object { // its members stand for themselves
			kept, cut := uncut(m.Value.Members())
			whole = append(whole, member(m.Name, m.Value.With(kept, nil)))
			isPartial = isPartial || cut
			continue
		}
		kept, cut := uncut([]strictjson.Member{m})
		whole = append(whole, kept...)
		isPartial = isPartial || cut
	}
	v.SetMembers(whole)
	if !isPartial {
		return Item{Value: v}, nil
	}
	return Item{Value: v, Partial: true}, []string{
		"ConvertTo-Json cut off what is nested deeply; use ConvertTo-Json -Depth 10",
	}
}

// platforms are the objects of an app whose members say nothing of each other.
var platforms = []string{"web", "spa", "publicClient", "api"}

// uncut leaves out the members that were cut off. Of one that was cut off in part, the rest would look like all there
// is.
func uncut(members []strictjson.Member) (whole []strictjson.Member, cut bool) {
	for _, m := range members {
		c := cutter{}
		one := c.value(strictjson.ObjectOf([]strictjson.Member{m}))
		if cut = cut || c.cut; !c.cut {
			whole = append(whole, one.Members()...)
		}
	}
	return whole, cut
}

// singular are names of the module Az.Resources for lists that Microsoft Graph names in the plural.
var singular = map[string]string{
	"redirectUri": "redirectUris", "identifierUri": "identifierUris", "optionalClaim": "optionalClaims",
	"appRole": "appRoles", "passwordCredential": "passwordCredentials", "keyCredential": "keyCredentials",
	"replyUrl": "replyUrls", "tag": "tags", "implicitGrantSetting": "implicitGrantSettings",
	"additionalProperty": "additionalProperties",
}

func lowerFirst(name string) string {
	if name == "" {
		return name
	}
	return strings.ToLower(name[:1]) + name[1:]
}

// camel writes the names of all members as Microsoft Graph does. Of two that become equal, the first stays.
func camel(v strictjson.Value) strictjson.Value {
	var members []strictjson.Member
	for _, m := range v.Members() {
		name := lowerFirst(m.Name)
		if plural := singular[name]; plural != "" {
			name = plural
		}
		if name == "additionalProperties" && m.Value.Kind == strictjson.Object {
			continue // what the object has besides, such as @odata.context
		}
		if !slices.ContainsFunc(members, func(have strictjson.Member) bool { return have.Name == name }) {
			members = append(members, strictjson.Member{Name: name, Value: camel(m.Value)})
		}
	}
	var elems []strictjson.Value
	for _, e := range v.Elems() {
		elems = append(elems, camel(e))
	}
	return v.With(members, elems)
}

var (
	listNames = []string{
		"redirectUris", "identifierUris", "passwordCredentials", "keyCredentials", "requiredResourceAccess",
		"resourceAccess", "idToken", "accessToken", "saml2Token", "replyUrls", "additionalProperties", "appRoles",
	}
	objectNames = []string{"web", "spa", "api", "publicClient", "optionalClaims", "implicitGrantSettings", "info"}
)

// cutter removes what ConvertTo-Json wrote as text because it was nested too deeply.
type cutter struct{ cut bool }

func (c *cutter) value(v strictjson.Value) strictjson.Value {
	var members []strictjson.Member
	for _, m := range v.Members() {
		isList := slices.Contains(listNames, m.Name)
		if joined, ok := joinedTexts(m); ok {
			m.Value = joined
		}
		switch isText := m.Value.Kind == strictjson.String; {
		case isText && (isList || slices.Contains(objectNames, m.Name)) && !IsPlaceholder(m.Value.Text), typeName(m.Value):
			c.cut = true
			continue
		case isList && m.Value.Kind == strictjson.Object: // PowerShell unrolls a list of one
			m.Value = array(m.Value, m.Value)
		}
		members = append(members, strictjson.Member{Name: m.Name, Value: c.value(m.Value)})
	}
	var elems []strictjson.Value
	for _, e := range v.Elems() {
		if typeName(e) {
			c.cut = true
			continue
		}
		elems = append(elems, c.value(e))
	}
	return v.With(members, elems)
}

// joinedTexts is a list of texts that ConvertTo-Json joined by spaces, since it was nested too deeply: nothing of it is
// lost.
func joinedTexts(m strictjson.Member) (strictjson.Value, bool) {
	names := []string{"redirectUris", "identifierUris", "replyUrls"}
	if m.Value.Kind != strictjson.String || !slices.Contains(names, m.Name) ||
		IsPlaceholder(m.Value.Text) || typeName(m.Value) {
		return m.Value, false
	}
	var list []strictjson.Value
	for _, one := range strings.Fields(m.Value.Text) {
		list = append(list, text(m.Value, one))
	}
	return array(m.Value, list...), true
}

// typeName recognizes what stands for an object that was cut off.
func typeName(v strictjson.Value) bool {
	if v.Kind != strictjson.String {
		return false
	}
	return strings.HasPrefix(v.Text, "Microsoft.Graph.") || strings.HasPrefix(v.Text, "Microsoft.Azure.") ||
		strings.HasPrefix(v.Text, "Microsoft.Open.") || strings.HasPrefix(v.Text, "System.") ||
		strings.HasPrefix(v.Text, "@{")
}
