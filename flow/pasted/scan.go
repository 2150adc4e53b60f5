package pasted

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"edov/flow"
	"edov/flow/lazy"
	"edov/flow/mask"
)

// pieceForm is what a word that begins like a JWT turned out to be.
type pieceForm int

const (
	tokenForm     pieceForm = iota // three parts with a readable header and claims
	encryptedForm                  // a JWE
	shortForm                      // written with an ellipsis
	cutForm                        // its end is missing
	damagedForm                    // a part does not decode
	oddForm                        // another number of parts
	nestedForm                     // a token whose claims are another token
	plainForm                      // JSON in base64 that is not a token
)

// piece is one word of a text that begins like a JWT.
type piece struct {
	text  string
	at    int    // where it begins
	name  string // of its parameter or member
	form  pieceForm
	where string // for cutForm and damagedForm
}

// scan finds the words that begin like a JWT: base64 of a JSON object. They end at quotes,
// white space or separators; the strict gate of package inspect/token checks the rest.
func scan(text string) []piece {
	var list []piece
	for i := 0; i+1 < len(text); i++ {
		if text[i] != 'e' || text[i+1] != 'y' && text[i+1] != 'w' || !beginsWord(text, i) {
			continue
		}
		end := len(text)
		if n := strings.IndexAny(text[i:], pieceEnds); n >= 0 {
			end = i + n
		}
		word := text[i:end]
		if beginsLikeJWT(word) {
			p := classify(trimSentence(word))
			p.name, p.at = nameBefore(text[:i]), i
			if p.form != tokenForm && removedAfter.MatchString(text[end:min(len(text), end+32)]) {
				p.form = shortForm
			}
			list = append(list, p)
		}
		i = end
	}
	return list
}

// pieceEnds are the characters that end a token.
const pieceEnds = " \t\r\n\v\f\"'`&,;()[]{}<>|\\^"

// beginsWord reports whether a word begins at a place: the character before it is not one of
// a token, or belongs to an escape such as \n.
func beginsWord(text string, i int) bool {
	if i == 0 || !isTokenChar(text[i-1]) && text[i-1] != '+' || text[i-1] == '-' {
		return true
	}
	return i > 1 && text[i-2] == '\\'
}

func isTokenChar(c byte) bool {
	return c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-' || c == '_' || c == '.'
}

// beginsLikeJWT looks at the first bytes that a word decodes to: a brace and the quote of the
// first member's name.
func beginsLikeJWT(word string) bool {
	if strings.HasPrefix(word, "eyJ") { // the same, with no space between
		return true
	}
	n := 0
	for n < len(word) && isTokenChar(word[n]) && word[n] != '.' {
		n++
	}
	raw := string(decodePart(word[:min(n, 64)/4*4]))
	return strings.HasPrefix(raw, "{") && strings.HasPrefix(strings.TrimLeft(raw[1:], " \t\r\n"), `"`)
}

// trimSentence removes punctuation after a word, and the % with which zsh shows that a line end is
// missing. A dot stays if it is one of a token's two.
func trimSentence(word string) string {
	word = strings.TrimRight(word, "!?:%")
	if strings.Count(word, ".") != 2 && !strings.HasSuffix(word, "..") {
		word = strings.TrimSuffix(word, ".")
	}
	return word
}

// nameBefore is the name of a value: the word before "=", ":" or a quote, without punctuation
// and in lower case.
func nameBefore(text string) string {
	text = text[max(0, len(text)-80):]
	text = strings.TrimRight(text, " \t\"'`\\")
	at := strings.TrimRight(text, "=:")
	if at == text {
		return ""
	}
	at = strings.TrimRight(at, " \t\"'`\\")
	begin := strings.LastIndexFunc(at, func(r rune) bool { return r > 'z' || !isTokenChar(byte(r)) }) + 1
	return plainName(at[begin:])
}

// plainName makes id_token, id-token and idToken the same.
func plainName(name string) string {
	return strings.ToLower(strings.NewReplacer("_", "", "-", "", ".", "").Replace(name))
}

// kindNames are the names that say which token a value is.
var kindNames = map[string]string{
	"idtoken": "id", "idtokenhint": "id", "rawidtoken": "id", "openidtoken": "id",
	"accesstoken": "access", "rawaccesstoken": "access",
}

// kind is "id" or "access", by the name or else by the claims.
func (p piece) kind() string {
	if kind := kindNames[p.name]; kind != "" {
		return kind
	}
	return guessKind(flow.NewToken(p.text))
}

// asideNames are parameters whose JWT comes from the app or the auth product itself, not from
// Microsoft.
var asideNames = map[string]bool{"state": true, "clientassertion": true, "request": true}

func (p piece) aside() bool { return asideNames[p.name] }

// classify identifies a word that begins like a JWT.
func classify(word string) piece {
	p := piece{text: word}
	parts := strings.Split(word, ".")
	header := decodePart(parts[0])
	encrypted := len(parts) == 5 && json.Valid(header) && (strings.Contains(string(header), `"enc"`) || b2cMade(header))
	switch {
	case encrypted:
		p.form = encryptedForm
	case hasEllipsis(word) || strings.Contains(word, "..") && len(parts) != 3:
		p.form = shortForm
	case len(parts) == 1 && json.Valid(header) && !strings.Contains(string(header), `"alg"`):
		p.form = plainForm
	case len(parts) < 3:
		p.form, p.where = cutForm, cutWhere(parts)
	case len(parts) > 3:
		p.form, p.where = oddForm, fmt.Sprint(min(len(parts), 1000))
	case beginsLikeJWT(string(decodePart(parts[1]))):
		p.form = nestedForm
	default:
		p.form, p.where = damagedForm, damageIn("header (the first part)", parts[0])
		if p.where == "" && parts[1] != "" { // the gate refuses an empty part
			p.where = damageIn("claims (the second part)", parts[1])
		}
		if p.where == "" {
			p.form = tokenForm
		}
	}
	return p
}

// removedAfter is what people and programs write where they cut a token off.
var removedAfter = lazy.MustCompile(
	`(?i)^\s?[\[<({*]{0,3}(?:redacted|removed|truncated|snip|masked|hidden|omitted|cut\b|etc\b|rest of|\*{3}|\.{3}|…)`)

func hasEllipsis(word string) bool {
	return strings.Contains(word, "…") || strings.Contains(word, "...") || strings.Contains(word, "***")
}

// b2cMade reports whether a header is that of an authorization code or a refresh token of Azure
// AD B2C, which are encrypted and have their own key names.
func b2cMade(header []byte) bool { return strings.Contains(string(header), `"cpim`) }

func cutWhere(parts []string) string {
	last := []string{"header", "claims"}[len(parts)-1]
	if json.Valid(decodePart(parts[len(parts)-1])) {
		return "after its " + last
	}
	return "in its " + last
}

// damageIn says why a part of a token is not JSON; empty if it is. The strict gate decides
// which JSON is valid.
func damageIn(what, part string) string {
	if raw := decodePart(part); json.Valid(raw) {
		return ""
	}
	if at := strings.IndexFunc(part, func(r rune) bool {
		return r > 'z' || !isTokenChar(byte(r)) && !strings.ContainsRune("+/=", r)
	}); at >= 0 {
		return fmt.Sprintf("character %d of its %s is not valid in a token", at+1, what)
	}
	raw := decodePart(part)
	if raw == nil {
		return "its " + what + " can't be decoded: a character is missing or was added"
	}
	var syntax *json.SyntaxError
	if errors.As(json.Unmarshal(raw, new(json.RawMessage)), &syntax) && int(syntax.Offset) < len(raw) {
		at := max(1, int(syntax.Offset)*4/3) // base64 has four characters for three bytes
		return fmt.Sprintf("its %s is changed or incomplete after about character %d", what, at)
	}
	return "its " + what + " is incomplete: characters are missing"
}

// decodePart decodes base64 in either alphabet, with or without padding; nil if it is not
// valid.
func decodePart(part string) []byte {
	part = strings.TrimRight(part, "=")
	encoding := base64.RawURLEncoding
	if strings.ContainsAny(part, "+/") {
		encoding = base64.RawStdEncoding
	}
	raw, err := encoding.DecodeString(part)
	if err != nil || len(raw) == 0 {
		return nil
	}
	return raw
}

const copyAgain = "copy all of it again: from eyJ to the end, three parts joined by two dots"

func damaged(where string) *NoToken {
	return &NoToken{"damaged", "this token is damaged: " + where, copyAgain}
}

// nestedToken is for a token that another one is signed around (RFC 7519 section 5.2: cty JWT).
var nestedToken = &NoToken{
	"nested", "this is a token inside a token: its second part is not claims, but another token, in base64; " +
		"Microsoft sends none like it",
	"use the token inside it: its second part, decoded",
}

// headless reports whether only the claims of a token can be read.
func headless(word string) bool {
	parts := strings.Split(mask.Cut(word, maxLooked), ".")
	if len(parts) != 3 || leadingRun(word) != word || beginsLikeJWT(word) {
		return false
	}
	return beginsLikeJWT(parts[1]) && json.Valid(decodePart(parts[1]))
}

// broken says what is wrong with a word that is not a complete token; nil if that is not known.
func (p piece) broken() *NoToken {
	switch p.form {
	case encryptedForm:
		if head, _, _ := strings.Cut(p.text, "."); b2cMade(decodePart(head)) {
			return &NoToken{
				"code-or-refresh-token", "this is an authorization code or refresh token of Azure AD B2C: only B2C can read it",
				whereTokens,
			}
		}
		if alg, _, _ := strings.Cut(p.text, "."); strings.Contains(string(decodePart(alg)), `"dir"`) {
			return &NoToken{
				"encrypted", "this is an encrypted token (JWE, five parts) with a shared key, " +
					"such as the session cookie of Auth.js; Microsoft sends none like it",
				"only the app that made it can read it: use the id_token that the app received, or edov signin",
			}
		}
		return &NoToken{
			"encrypted", "this is an encrypted token (JWE, five parts): only its recipient can read it",
			"use the token inside it, which the receiving app can decrypt",
		}
	case shortForm:
		return &NoToken{"shortened", "this token was shortened: it contains an ellipsis", copyAgain}
	case cutForm:
		return &NoToken{"cut", "this token is cut off " + p.where, copyAgain}
	case damagedForm:
		return damaged(p.where)
	case nestedForm:
		return nestedToken
	case oddForm:
		return &NoToken{"odd", "this has " + p.where + " parts joined by dots; a token has 3", copyAgain}
	case tokenForm:
		return &NoToken{
			"assertion", "the only JWT in this is from the app itself (state, client_assertion or request), not from Microsoft",
			"use the ID token; to look at this one, paste it alone",
		}
	}
	return nil
}
