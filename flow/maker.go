package flow

import (
	"edov/flow/issuer"
	"edov/flow/strictjson"
)

// MakerOf names who issued a token, if it was not Microsoft Entra ID, by its header and claims. A
// token at a test server or of a sign-in is the caller's matter.
func MakerOf(header, claims strictjson.Value) (issuer.Maker, bool) {
	return issuer.Of(header, claims, func(host string) bool {
		_, ok := CloudOfHost(host)
		return ok
	})
}
