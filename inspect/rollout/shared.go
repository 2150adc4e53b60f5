package rollout

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"strings"
)

// MaxMails is about how many mails are compared, at most: their entries take 48 MiB then. Further ones are not
// compared, and the report says how many.
const MaxMails = shards * maxSlots / 4 * 3

// Each of the shards grows by itself, so that there are never two copies of all entries.
const (
	shards     = 16
	firstSlots = 1 << 6
	maxSlots   = 1 << 17
)

// slot is one mail: 62 bits of its hash, two flags, and the user who has it first. Two of a million mails have the same
// hash once in ten million tenants.
type slot struct {
	hash  uint64
	first [16]byte // the user's object ID
}

// The flags in the low bits of a hash.
const (
	isShared  = 1 // a second user has it
	isCounted = 2 // its first user counts as one with trouble
	flags     = isShared | isCounted
)

// mails finds mails that several users have.
type mails struct {
	shards [shards]shard
	full   int // how many mails were not compared
}

// shard is an open hash table of a part of the mails.
type shard struct {
	slots []slot
	used  int
}

// met is what is known of a mail when one more user has it.
type met struct {
	again   bool   // another user has it
	second  bool   // exactly one other has it
	first   string // that user's ID; empty: not known
	counted bool   // that user counts as one with trouble already
}

// add takes the mail of a user. counted says that the user has another trouble.
func (m *mails) add(mail, id string, counted bool) met {
	sum := sha256.Sum256([]byte(strings.ToLower(mail)))
	hash := max(binary.BigEndian.Uint64(sum[:])&^flags, flags+1) // 0 is an empty slot
	part := &m.shards[hash>>60]
	if part.slots == nil {
		part.slots = make([]slot, firstSlots)
	}
	s := slotOf(part.slots, hash)
	if s.hash == 0 {
		if !part.grow() {
			m.full++
			return met{}
		}
		s = slotOf(part.slots, hash)
		s.hash, s.first = hash, idBytes(id)
		if counted {
			s.hash |= isCounted
		}
		part.used++
		return met{}
	}
	now := met{
		again: true, second: s.hash&isShared == 0, first: idText(s.first), counted: s.hash&isCounted != 0,
	}
	s.hash |= isShared
	return now
}

// slotOf is the slot of a hash, or the empty one where it belongs.
func slotOf(slots []slot, hash uint64) *slot {
	mask := uint64(len(slots) - 1)
	for i := hash >> 2 & mask; ; i = (i + 1) & mask {
		if s := &slots[i]; s.hash == 0 || s.hash&^flags == hash {
			return s
		}
	}
}

// grow makes room for one more mail; false: there is none.
func (m *shard) grow() bool {
	if m.used < len(m.slots)/4*3 {
		return true
	}
	if len(m.slots) >= maxSlots {
		return false
	}
	more := make([]slot, 2*len(m.slots))
	for _, s := range m.slots {
		if s.hash != 0 {
			*slotOf(more, s.hash&^flags) = s
		}
	}
	m.slots = more
	return true
}

// idBytes is a GUID as bytes; zeros for what is none.
func idBytes(id string) (b [16]byte) {
	text := strings.ReplaceAll(id, "-", "")
	if len(id) == 36 && len(text) == 32 {
		if n, err := hex.Decode(b[:], []byte(text)); err != nil || n != len(b) {
			return [16]byte{}
		}
	}
	return b
}

func idText(b [16]byte) string {
	if b == [16]byte{} {
		return ""
	}
	text := hex.EncodeToString(b[:])
	return text[:8] + "-" + text[8:12] + "-" + text[12:16] + "-" + text[16:20] + "-" + text[20:]
}
