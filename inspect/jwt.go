package inspect

import "edov/flow/strictjson"

// JWT is one token after the strict gate: decoded as far as it could be, with
// the faults that were found on the way.
type JWT struct {
	Kind         string // "id" or "access"
	Header       strictjson.Value
	Claims       strictjson.Value
	Faults       []JWTFault // everything the gate refused, in order; empty when well formed
	Verification Verification
	Key          *Key // the key that verified it, or would have; nil when none was found
}

// JWTFault is one rule of the strict gate that a token broke.
type JWTFault struct {
	Check   string // the check it belongs to: "idtoken-format", "idtoken-header", "idtoken-algorithm", "idtoken-type"
	Problem string // one line, lower case, safe to show after the sanitizer
}

// OK reports whether the gate let the token through.
func (t *JWT) OK() bool { return t != nil && len(t.Faults) == 0 }
