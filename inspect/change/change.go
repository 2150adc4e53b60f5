package change

import (
	"encoding/json"
	"slices"
	"strings"

	"edov/flow/appreg"
	"edov/flow/strictjson"
)

// Edit is what to change in an app registration: one member, before and after.
type Edit struct {
	// Path is the member in the form of Microsoft Graph: "web.redirectUris".
	Path   string          `json:"path"`
	Before json.RawMessage `json:"before"` // null when there is nothing
	After  json.RawMessage `json:"after"`
	// Place is where the document that was read has the member.
	Place appreg.Place `json:"place,omitzero"`
	// Fragment is the change in the document's own words, where these differ
	// from Before and After: the older form, or one entry of a long list.
	Fragment *Fragment `json:"fragment,omitempty"`
}

// Fragment is a part of a manifest before and after a change.
type Fragment struct {
	Path   string `json:"path"`
	Before string `json:"before"`
	After  string `json:"after"`
}

// Shown is what to show of a change: in the document's own words.
func (c *Edit) Shown() Fragment {
	if c.Fragment != nil {
		return shown(c.Fragment.Path, c.Fragment.Before, c.Fragment.After)
	}
	path := c.Place.Path
	if path == "" {
		path = c.Path
	}
	return shown(path, string(c.Before), string(c.After))
}

func shown(path, before, after string) Fragment {
	return Fragment{Path: path, Before: strictjson.Spaced(before), After: strictjson.Spaced(after)}
}

// JSON is the JSON of a simple value: null, a text, a Boolean, a number or a list of texts.
func JSON(v any) json.RawMessage {
	data, err := json.Marshal(v)
	if err != nil {
		return json.RawMessage("null") // impossible for the values that it is meant for
	}
	return data
}

// To is a change of one simple setting.
func To(path string, place appreg.Place, before, after any) *Edit {
	return &Edit{Path: path, Place: place, Before: JSON(before), After: JSON(after)}
}

// Join joins changes into one merge patch. Changes to the same list are joined: what one adds and another removes.
// whole is the object optionalClaims as it was read, which is sent in full.
func Join(edits []Edit, whole strictjson.Value) json.RawMessage {
	values := map[string]strictjson.Value{}
	var paths []string
	for _, e := range edits {
		before, after := Parsed(e.Before), Parsed(e.After)
		now, seen := values[e.Path]
		if !seen {
			paths, now = append(paths, e.Path), before
		}
		values[e.Path] = joined(now, before, after)
	}
	root := strictjson.Value{Kind: strictjson.Object}
	for _, path := range paths {
		// Graph may replace the whole object.
		if strings.HasPrefix(path, "optionalClaims.") && !root.Has("optionalClaims") && whole.Kind == strictjson.Object {
			root.SetMembers(append(root.Members(), strictjson.Member{Name: "optionalClaims", Value: claimLists(whole)}))
		}
		root.Put(path, values[path])
	}
	return json.RawMessage(root.Compact())
}

// IsClaimList reports whether optionalClaims has a member of this name (Microsoft Graph, optionalClaims resource type).
func IsClaimList(name string) bool {
	return name == "idToken" || name == "accessToken" || name == "saml2Token" || strings.Contains(name, "odata.")
}

// claimLists is optionalClaims without what it does not have, for which Microsoft may refuse the whole change.
func claimLists(whole strictjson.Value) strictjson.Value {
	isOther := func(m strictjson.Member) bool { return !IsClaimList(m.Name) }
	whole.SetMembers(slices.DeleteFunc(slices.Clone(whole.Members()), isOther))
	return whole
}

// Parsed reads JSON that is a part of a change; null for what is none.
func Parsed(data json.RawMessage) strictjson.Value {
	return strictjson.OrNull(data, strictjson.Limits{})
}

// joined applies to now what leads from before to after: the elements that
// came and went for a list, the new value for anything else.
func joined(now, before, after strictjson.Value) strictjson.Value {
	if after.Kind != strictjson.Array || now.Kind != strictjson.Array && now.Kind != strictjson.Null {
		return after
	}
	holds := func(list []strictjson.Value, e strictjson.Value) bool {
		return slices.ContainsFunc(list, func(o strictjson.Value) bool { return o.Compact() == e.Compact() })
	}
	var out []strictjson.Value
	for _, e := range now.Elems() {
		if !holds(before.Elems(), e) || holds(after.Elems(), e) {
			out = append(out, e)
		}
	}
	for _, e := range after.Elems() {
		if !holds(out, e) && !holds(before.Elems(), e) {
			out = append(out, e)
		}
	}
	return strictjson.ArrayOf(out)
}
