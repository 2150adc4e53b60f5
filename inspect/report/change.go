package report

import (
	"encoding/json"
	"slices"
	"strings"

	"edov/flow"
	"edov/flow/strictjson"
)

// Edit is what to change in an app registration: one member, before and
// after. Nobody has to work it out from words.
type Edit struct {
	// Path is the member in the form of Microsoft Graph: "web.redirectUris".
	Path   string          `json:"path"`
	Before json.RawMessage `json:"before"` // null when there is nothing
	After  json.RawMessage `json:"after"`
	// Place is where the document that was read has the member.
	Place flow.Place `json:"place,omitzero"`
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
		return Fragment{Path: c.Fragment.Path, Before: spaced(c.Fragment.Before), After: spaced(c.Fragment.After)}
	}
	path := c.Place.Path
	if path == "" {
		path = c.Path
	}
	return Fragment{Path: path, Before: spaced(string(c.Before)), After: spaced(string(c.After))}
}

// spaced puts a blank behind each comma and colon of compact JSON, so that long
// lines can be broken there.
func spaced(text string) string {
	var b strings.Builder
	inside, escaped := false, false
	for _, c := range text {
		b.WriteRune(c)
		switch {
		case escaped:
			escaped = false
		case inside && c == '\\':
			escaped = true
		case c == '"':
			inside = !inside
		case !inside && (c == ',' || c == ':'):
			b.WriteByte(' ')
		}
	}
	return b.String()
}

// JSONOf is the JSON of a value of this package.
func JSONOf(v any) json.RawMessage {
	data, err := json.Marshal(v)
	if err != nil {
		return json.RawMessage("null") // cannot be: the values are strings and lists of them
	}
	return data
}

// ChangeTo is a change of one simple setting.
func ChangeTo(path string, place flow.Place, before, after any) *Edit {
	return &Edit{Path: path, Place: place, Before: JSONOf(before), After: JSONOf(after)}
}

// Patch joins the changes of a report into one JSON merge patch (RFC 7396) for
// Microsoft Graph. Changes to the same list are joined: what one adds and
// another takes away. mended are the IDs of the findings. Only findings of at
// least the given severity count.
func (r *Report) Patch(least Severity) (patch json.RawMessage, mended []string) {
	values := map[string]strictjson.Value{}
	var paths []string
	for _, f := range r.Findings {
		if len(f.Changes) == 0 || f.Outcome != Fail || !f.Severity.atLeast(least) || f.Page == "" {
			continue
		}
		for _, e := range f.Changes {
			before, after := Parsed(e.Before), Parsed(e.After)
			now, seen := values[e.Path]
			if !seen {
				paths, now = append(paths, e.Path), before
			}
			values[e.Path] = joined(now, before, after)
		}
		mended = append(mended, f.ID)
	}
	if len(mended) == 0 {
		return nil, nil
	}
	root := strictjson.Value{Kind: strictjson.Object}
	for _, path := range paths {
		if strings.HasPrefix(path, "optionalClaims.") {
			// Graph may replace the whole object, so that the whole is sent.
			if whole := Parsed(json.RawMessage(r.Registration.Raw.OptionalClaims)); !root.Has("optionalClaims") && whole.Kind == strictjson.Object {
				root.Members = append(root.Members, strictjson.Member{Name: "optionalClaims", Value: whole})
			}
		}
		set(&root, strings.Split(path, "."), values[path])
	}
	return json.RawMessage(root.Compact()), mended
}

func Parsed(data json.RawMessage) strictjson.Value {
	v, err := strictjson.Parse(data, strictjson.Limits{})
	if err != nil {
		return strictjson.Value{Kind: strictjson.Null}
	}
	return v
}

// joined applies to now what leads from before to after: the elements that
// came and went for a list, the new value for anything else.
func joined(now, before, after strictjson.Value) strictjson.Value {
	if after.Kind != strictjson.Array || now.Kind != strictjson.Array && now.Kind != strictjson.Null {
		return after
	}
	holds := func(list strictjson.Value, e strictjson.Value) bool {
		return slices.ContainsFunc(list.Elems, func(o strictjson.Value) bool { return o.Compact() == e.Compact() })
	}
	out := strictjson.Value{Kind: strictjson.Array}
	for _, e := range now.Elems {
		if !holds(before, e) || holds(after, e) {
			out.Elems = append(out.Elems, e)
		}
	}
	for _, e := range after.Elems {
		if !holds(out, e) && !holds(before, e) {
			out.Elems = append(out.Elems, e)
		}
	}
	return out
}

// set puts a value into an object, at a path.
func set(v *strictjson.Value, path []string, to strictjson.Value) {
	if v.Kind != strictjson.Object {
		*v = strictjson.Value{Kind: strictjson.Object}
	}
	i := slices.IndexFunc(v.Members, func(m strictjson.Member) bool { return m.Name == path[0] })
	if i < 0 {
		v.Members = append(v.Members, strictjson.Member{Name: path[0]})
		i = len(v.Members) - 1
	}
	if len(path) == 1 {
		v.Members[i].Value = to
		return
	}
	set(&v.Members[i].Value, path[1:], to)
}
