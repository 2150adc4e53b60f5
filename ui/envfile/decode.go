package envfile

import (
	"encoding/base64"
	"strings"
	"unicode"
	"unicode/utf8"

	"edov/flow/entra"
)

// decode reads the values of Secrets of Kubernetes, which are base64 in data and plain in stringData, and marks those
// that only a cluster can decrypt.
func (v *Values) decode() {
	kinds := map[string]string{}
	for _, s := range v.list {
		if s.name == "kind" {
			kinds[itoa(s.document)+"."+s.section] = s.value
		}
	}
	isOf := func(s *setting, in, kind string) bool {
		at, isIn := strings.CutSuffix("."+s.section, "."+in)
		return isIn && kinds[itoa(s.document)+"."+strings.TrimPrefix(at, ".")] == kind
	}
	said := false
	for _, s := range v.list {
		switch {
		case isOf(s, "spec.encryptedData", "SealedSecret"):
			s.why, s.hint = "only the cluster can decrypt a SealedSecret", "kubectl get secret NAME -o yaml shows the values"
		case isOf(s, "data", "Secret"):
			plain, ok := plainOf(s.value)
			if !ok {
				v.notes = append(v.notes, s.name+" is not base64, as data of a Secret has to be; it was taken as it is")
				continue
			}
			s.value = plain
			s.why, s.hint = unusable(plain)
			if !said {
				v.notes, said = append(v.notes, "decoded the base64 values of a Secret of Kubernetes"), true
			}
		}
	}
}

// plainOf is the text that base64 stands for; ok is false for what is none.
func plainOf(value string) (text string, ok bool) {
	data, err := base64.StdEncoding.DecodeString(strings.TrimSpace(value))
	text = string(data)
	isText := utf8.ValidString(text) && !strings.ContainsFunc(strings.TrimSpace(text), unicode.IsControl)
	return text, err == nil && isText
}

// isID holds for a client ID, and for base64 of one, which is refused later: it says whose the other values are.
func isID(value string) bool {
	plain, ok := plainOf(value)
	return entra.IsGUID(strings.TrimSpace(value)) || ok && entra.IsGUID(strings.TrimSpace(plain))
}
