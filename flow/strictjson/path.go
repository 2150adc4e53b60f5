package strictjson

import "strings"

// OrNull is Parse for JSON that the program wrote itself, or has read before: what is none is null.
func OrNull(data []byte, limits Limits) Value {
	v, err := Parse(data, limits)
	if err != nil {
		return Value{Kind: Null}
	}
	return v
}

// Text is a JSON string.
func Text(s string) Value { return Value{Kind: String, Text: s} }

// At is the value at a path of member names with dots between them: "web.redirectUris". It is the zero Value where
// there is none.
func (v Value) At(path string) Value {
	for name := range strings.SplitSeq(path, ".") {
		v = v.Get(name)
	}
	return v
}

// Put sets the value at such a path. What is not an object on the way becomes one.
func (v *Value) Put(path string, to Value) {
	name, rest, deeper := strings.Cut(path, ".")
	m := v.member(name)
	if deeper {
		m.Put(rest, to)
		return
	}
	*m = to
}

// Place is the place of a member's value; nil where there is none, also for a value that is nil.
func (v *Value) Place(name string) *Value {
	if v == nil {
		return nil
	}
	members := v.Members()
	for i := range members {
		if members[i].Name == name {
			return &members[i].Value
		}
	}
	return nil
}

// member is Place, but a member that is missing is added.
func (v *Value) member(name string) *Value {
	if v.Kind != Object {
		*v = Value{Kind: Object}
	}
	if place := v.Place(name); place != nil {
		return place
	}
	members := append(v.Members(), Member{Name: name})
	v.SetMembers(members)
	return &members[len(members)-1].Value
}

// Spaced puts a blank after each comma and colon between the values of compact JSON, so that a long line can be broken
// there.
func Spaced(compact string) string {
	var b strings.Builder
	inside, escaped := false, false
	for _, c := range compact {
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
