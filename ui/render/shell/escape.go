package shell

import (
	"fmt"
	"unicode/utf16"
)

// jsonEscape is a character as a JSON escape (RFC 8259 section 7).
func jsonEscape(c rune) string {
	if high, low := utf16.EncodeRune(c); high != 0xfffd {
		return fmt.Sprintf(`\u%04x\u%04x`, high, low)
	}
	return fmt.Sprintf(`\u%04x`, c)
}
