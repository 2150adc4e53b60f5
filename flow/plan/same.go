package plan

import (
	"encoding/json"
	"slices"

	"edov/flow/strictjson"
)

// Same reports whether two values mean the same to Microsoft Graph, which adds members of its own with null, false or
// an empty list, and keeps no order in lists.
func Same(a, b json.RawMessage) bool { return same(parsed(a), parsed(b)) }

func same(a, b strictjson.Value) bool {
	switch {
	case isNothing(a) && isNothing(b):
		return true
	case a.Kind != b.Kind:
		return false
	case a.Kind == strictjson.Object:
		return sameMembers(a, b) && sameMembers(b, a)
	case a.Kind == strictjson.Array:
		return sameElements(a.Elems(), b.Elems())
	}
	return a.Text == b.Text
}

// isNothing holds for what Microsoft Graph writes where nothing was set.
func isNothing(v strictjson.Value) bool {
	switch v.Kind {
	case strictjson.Array:
		return len(v.Elems()) == 0
	case strictjson.Object:
		return !slices.ContainsFunc(v.Members(), func(m strictjson.Member) bool { return !isDefault(m.Value) })
	}
	return v.Kind == strictjson.Null || !v.Exists()
}

// isDefault holds for a member that says nothing: one that is false is often left out. A setting that is false is not
// one that is null, though: removeUnverifiedEmailClaim differs.
func isDefault(v strictjson.Value) bool {
	return isNothing(v) || v.Kind == strictjson.Bool && v.Text == "false"
}

func sameMembers(a, b strictjson.Value) bool {
	for _, m := range a.Members() {
		if !b.Has(m.Name) && isDefault(m.Value) {
			continue
		}
		if !same(m.Value, b.Get(m.Name)) {
			return false
		}
	}
	return true
}

func sameElements(a, b []strictjson.Value) bool {
	if len(a) != len(b) {
		return false
	}
	left := slices.Clone(b)
	for _, e := range a {
		i := slices.IndexFunc(left, func(o strictjson.Value) bool { return same(e, o) })
		if i < 0 {
			return false
		}
		left = slices.Delete(left, i, i+1)
	}
	return true
}
