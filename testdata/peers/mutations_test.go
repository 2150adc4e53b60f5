package peers

import (
	"encoding/base64"
	"fmt"
	"math/rand/v2"
	"strings"

	"edov/flow/mint"
)

// mutation changes a draft in one way; which value is used is up to r.
type mutation struct {
	name  string
	apply func(r *rand.Rand, d *draft)
}

// values of every type, for a claim that has to be of one type.
var values = []string{
	`""`, `"x"`, `0`, `1`, `-1`, `1.5`, `1e3`, `true`, `false`, `null`, `[]`, `["x"]`, `[1]`, `[null]`, `{}`, `{"a":1}`,
	`[[]]`,
	`"\u0000"`, `"1"`, `"true"`, `9007199254740993`, `1e400`, `-0`, `"\ud800"`, `"é"`, `"\u202e"`,
}

func at(seconds float64) string { return fmt.Sprintf("%f", float64(mint.Noon().Unix())+seconds) }

// edges are the times at which a tolerance of five minutes begins and ends, and odd forms of a time.
func edges(r *rand.Rand) string {
	whole := mint.Noon().Unix() + int64(pick(r, -301, -300, -299, -1, 0, 1, 299, 300, 301, 3600, -3600))
	return pick(r, fmt.Sprint(whole), fmt.Sprint(whole), fmt.Sprint(whole), at(pick(r, -300.5, -299.5, 299.5, 300.5)),
		fmt.Sprintf("%de0", whole), fmt.Sprintf("%d.999", whole), fmt.Sprintf("%d.0", whole), fmt.Sprintf(`"%d"`, whole),
		fmt.Sprintf("%d000", whole), "0", "-1", "1e300", "253402300799", "253402300800", "9223372036854775807", "null", "[]",
		"true")
}

func headerMutations() []mutation {
	forms := publicForms()
	return []mutation{
		{"alg none", func(r *rand.Rand, d *draft) {
			set(&d.header, "alg", pick(r, `"none"`, `"None"`, `"NONE"`, `""`, `null`))
			if r.IntN(2) == 0 {
				d.seal = func(string) string { return "" }
			}
		}},
		{"alg HS256 by the public key", func(r *rand.Rand, d *draft) {
			set(&d.header, "alg", pick(r, `"HS256"`, `"HS256"`, `"HS384"`, `"HS512"`))
			d.seal = hs256(pick(r, forms...))
		}},
		{"alg other", func(r *rand.Rand, d *draft) {
			other := pick(r, "RS384", "RS512", "PS256", "ES256", "EdDSA", "rs256", "RS256 ", "A256KW")
			set(&d.header, "alg", `"`+other+`"`)
		}},
		{"alg of another type", func(r *rand.Rand, d *draft) { set(&d.header, "alg", pick(r, values...)) }},
		{"alg missing", func(r *rand.Rand, d *draft) { drop(&d.header, "alg") }},
		{"alg twice", func(r *rand.Rand, d *draft) {
			insert(r, &d.header, "alg", pick(r, `"none"`, `"RS256"`, `"HS256"`))
		}},
		{"kid missing", func(r *rand.Rand, d *draft) { drop(&d.header, "kid") }},
		{"kid other", func(r *rand.Rand, d *draft) { set(&d.header, "kid", pick(r, append(values, `"K1"`, `"k1 "`)...)) }},
		{"kid twice", func(r *rand.Rand, d *draft) { insert(r, &d.header, "kid", pick(r, `"k1"`, `"k2"`)) }},
		{"typ", func(r *rand.Rand, d *draft) {
			set(&d.header, "typ", pick(r, append(values, `"jwt"`, `"at+jwt"`, `"application/jwt"`, `"JWS"`)...))
		}},
		{"typ missing", func(r *rand.Rand, d *draft) { drop(&d.header, "typ") }},
		{"crit", func(r *rand.Rand, d *draft) {
			set(&d.header, "crit", pick(r, `["exp"]`, `[]`, `["b64"]`, `"exp"`, `null`, `["alg"]`, `["x"]`))
			if r.IntN(2) == 0 {
				set(&d.header, "x", "1")
			}
		}},
		{"header extension", func(r *rand.Rand, d *draft) {
			insert(r, &d.header, pick(r, "b64", "zip", "cty", "jku", "x5u", "x5c", "jwk", "x5t", "enc", "apu", "harmless"),
				pick(r, append(values, `"JWT"`, `"DEF"`, `"https://evil.example/keys"`,
					mint.JWK("k1", issuer, mint.OtherPublic()))...))
		}},
		{"header case twin", func(r *rand.Rand, d *draft) {
			value := pick(r, `"none"`, `"RS256"`, `"k1"`, `"k2"`, `["x"]`)
			insert(r, &d.header, pick(r, "ALG", "Alg", "KID", "Crit", "TYP"), value)
		}},
	}
}

func claimMutations() []mutation {
	names := []string{
		"aud", "iss", "iat", "nbf", "exp", "email", "xms_edov", "oid", "sub", "tid", "ver", "nonce", "jti", "azp", "at_hash",
	}
	return []mutation{
		{"claim of another type", func(r *rand.Rand, d *draft) { set(&d.claims, pick(r, names...), pick(r, values...)) }},
		{"claim missing", func(r *rand.Rand, d *draft) { drop(&d.claims, pick(r, names...)) }},
		{"claim twice", func(r *rand.Rand, d *draft) {
			m := pick(r, d.claims...)
			insert(r, &d.claims, m.name, pick(r, append(values, m.value)...))
		}},
		{"claim twice, once escaped", func(r *rand.Rand, d *draft) {
			m := pick(r, d.claims...)
			insert(r, &d.claims, fmt.Sprintf(`\u%04x%s`, m.name[0], m.name[1:]), pick(r, append(values, m.value)...))
		}},
		{"claim case twin", func(r *rand.Rand, d *draft) {
			m := pick(r, d.claims...)
			name := pick(r, strings.ToUpper(m.name), strings.ToUpper(m.name[:1])+m.name[1:],
				strings.Replace(m.name, "s", "ſ", 1))
			insert(r, &d.claims, name, pick(r, append(values, m.value)...))
		}},
		{"claim case twin alone", func(r *rand.Rand, d *draft) {
			i := r.IntN(len(d.claims))
			d.claims[i].name = strings.ToUpper(d.claims[i].name)
		}},
		{"time", func(r *rand.Rand, d *draft) { set(&d.claims, pick(r, "exp", "nbf", "iat"), edges(r)) }},
		{"times", func(r *rand.Rand, d *draft) {
			for _, name := range []string{"exp", "nbf", "iat"} {
				set(&d.claims, name, edges(r))
			}
		}},
		{"aud", func(r *rand.Rand, d *draft) {
			own, other := `"`+mint.Client+`"`, `"another"`
			set(&d.claims, "aud", pick(r, `[`+own+`]`, `[`+own+`,`+other+`]`, `[`+other+`]`, `[`+own+`,1]`, `[`+own+`,`+own+`]`,
				`[`+own+`,null]`, strings.ToUpper(own), other, `" `+mint.Client+`"`, `{"0":`+own+`}`))
		}},
		{"iss", func(r *rand.Rand, d *draft) {
			set(&d.claims, "iss", `"`+pick(r, issuer+"/", strings.ToUpper(issuer), mint.TemplateIssuer, "https://evil.example",
				strings.Replace(issuer, "https", "http", 1), issuer+"?x", issuer+`\u0000`, issuer+" ")+`"`)
		}},
		{"claim added", func(r *rand.Rand, d *draft) {
			name := pick(r, "x", "groups", "amr", "_claim_names", "é", "", "__proto__", `a\"b`, `\u0000`)
			insert(r, &d.claims, name, pick(r, values...))
		}},
	}
}

// textMutations change the JSON text and the encoding.
func textMutations() []mutation {
	onJSON := func(r *rand.Rand, d *draft, change func(string) string) {
		if r.IntN(2) == 0 {
			d.rawHeader = change
		} else {
			d.rawClaims = change
		}
	}
	return []mutation{
		{"white space in JSON", func(r *rand.Rand, d *draft) {
			space := pick(r, " ", "\n", "\t", "\r\n", "\v", "\u00a0", "\ufeff", "\x00", "\u2028")
			before := r.IntN(2) == 0
			onJSON(r, d, func(s string) string {
				if before {
					return space + s
				}
				return s + space
			})
		}},
		{"odd JSON", func(r *rand.Rand, d *draft) {
			change := pick(r,
				func(s string) string { return s + "{}" },
				func(s string) string { return s[:len(s)-1] + ",}" },
				func(s string) string { return "[" + s + "]" },
				func(s string) string { return strings.Replace(s, `"`, `'`, 2) },
				func(s string) string { return s[:len(s)-1] + `,"x":NaN}` },
				func(s string) string { return s[:len(s)-1] + `,"x":01}` },
				func(s string) string { return s[:len(s)-1] + `,"x":+1}` },
				func(s string) string { return s[:len(s)-1] + `/* */}` },
				func(s string) string { return s[:len(s)-1] + ",\"x\":\"\xff\"}" },
				func(s string) string { return s[:len(s)-1] + ",\"\xff\":1}" },
				func(s string) string { return s[:len(s)-1] + ",\"x\":\"\t\"}" },
				func(s string) string {
					return s[:len(s)-1] + `,"x":` + strings.Repeat("[", 300) + strings.Repeat("]", 300) + "}"
				},
				func(s string) string { return s[:len(s)/2] },
				func(s string) string { return "null" },
				func(s string) string { return "" },
				func(s string) string { return `"` + s + `"` },
			)
			onJSON(r, d, change)
		}},
		{"encoding signed", func(r *rand.Rand, d *draft) {
			i := r.IntN(2)
			change := pick(r, padded, func(s string) string { return strays(r, s) }, func(s string) string { return s + "\n" },
				func(s string) string { return s[:len(s)/2] + "\r\n" + s[len(s)/2:] },
				func(s string) string { return strings.NewReplacer("-", "+", "_", "/").Replace(s) })
			d.encode = func(part int, text string) string {
				encoded := mint.Base64([]byte(text))
				if part == i {
					return change(encoded)
				}
				return encoded
			}
		}},
		{"signature", func(r *rand.Rand, d *draft) {
			d.seal = pick(r,
				func(string) string { return "" },
				func(input string) string { return mint.Base64(make([]byte, 256)) },
				func(input string) string { return mint.Base64(append([]byte{0}, signature(input)...)) },
				func(input string) string { return mint.Base64(signature(input)[1:]) },
				func(input string) string { return mint.Base64(append(signature(input), 0)) },
				func(input string) string {
					b := signature(input)
					b[r.IntN(len(b))] ^= 1 << r.IntN(8)
					return mint.Base64(b)
				},
				func(input string) string { return mint.Base64(signature(input + "x")) },
				func(input string) string { return base64.StdEncoding.EncodeToString(signature(input)) })
		}},
	}
}

// changesAfter change a token that was signed.
func changesAfter() []mutation {
	return []mutation{
		{"encoding after signing", func(r *rand.Rand, d *draft) {
			d.after = onPart(r, pick(r, padded, func(s string) string { return strays(r, s) },
				func(s string) string { return s + " " },
				func(s string) string { return s + "\n" }, func(s string) string { return "\n" + s },
				func(s string) string { return s + "A" }, func(s string) string { return s + "%3D" },
				func(s string) string { return strings.NewReplacer("-", "+", "_", "/").Replace(s) },
				func(s string) string { return s[:max(0, len(s)-1)] }))
		}},
		{"parts", func(r *rand.Rand, d *draft) {
			d.after = pick(r,
				func(s string) string { return s + "." },
				func(s string) string { return "." + s },
				func(s string) string { return s + ".." },
				func(s string) string { return s[:strings.LastIndexByte(s, '.')] },
				func(s string) string { return s[:strings.LastIndexByte(s, '.')+1] },
				func(s string) string { return strings.Replace(s, ".", "..", 1) },
				func(s string) string { return s + ".x.y" },
				func(s string) string { return "Bearer " + s },
				func(s string) string { return " " + s + " " },
				func(s string) string { return s + "\n" },
				func(s string) string { return `"` + s + `"` },
				func(s string) string { return s + "\x00" })
		}},
		{"one character", func(r *rand.Rand, d *draft) {
			where := r.Float64()
			to := "ABCDwxyz0189-_+/=. "[r.IntN(19)]
			d.after = func(s string) string {
				i := int(where * float64(len(s)))
				return s[:i] + string(to) + s[i+1:]
			}
		}},
	}
}
