package token

import (
	"bytes"
	"fmt"
	"sync"
	"testing"

	"edov/flow"
	"edov/flow/mint"
)

// TestKeyCache: other content has other keys, be the difference one byte, and the same content the same ones.
func TestKeyCache(t *testing.T) {
	var c keyCache
	raw := []byte(mint.KeySet(mint.JWK("k1", "", mint.Public()))[0].Raw)
	first := c.read(raw)
	if c.read(bytes.Clone(raw)) != first {
		t.Error("the same content was read again")
	}
	raw[bytes.Index(raw, []byte("k1"))+1] = '2' // in place: what is known must not change with it
	second := c.read(raw)
	if second == first || first.keys[0].ID != "k1" || second.keys[0].ID != "k2" {
		t.Errorf("the keys are %q and %q", first.keys[0].ID, second.keys[0].ID)
	}
	if bad := c.read([]byte("{")); bad.fault == "" || len(bad.keys) > 0 || c.read([]byte("{}")) == bad {
		t.Errorf("what can't be read is %+v", bad)
	}
}

func TestKeyCacheIsBounded(t *testing.T) {
	var c keyCache
	for i := range 10 * maxKnown {
		set := c.read(fmt.Appendf(nil, `{"keys":[{"kty":"oct","kid":"k%d"}]}`, i))
		if set.symmetric[0] != fmt.Sprint("k", i) {
			t.Fatalf("set %d is %+v", i, set)
		}
		if len(c.sets) > maxKnown {
			t.Fatalf("%d sets are kept", len(c.sets))
		}
	}
	large := append([]byte(`{"keys":[]}`), bytes.Repeat([]byte(" "), maxKnownBytes)...)
	if first := c.read(large); c.read(large) == first {
		t.Error("a large set is kept")
	}
}

// TestRingsShareNoKeys: what one ring finds out of a key, by another answer, is not in the next one.
func TestRingsShareNoKeys(t *testing.T) {
	plain := mint.KeySet(mint.JWK("k1", mint.TemplateIssuer, mint.Public()))[0]
	tenant := mint.KeySet(mint.JWK("k1", mint.TenantIssuer, mint.Public()))[0]
	other := mint.KeySet(mint.JWK("k1", "", mint.OtherPublic()))[0]
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			if ring := NewKeyRing([]flow.KeySet{plain, tenant}); len(ring.Keys[0].Issuers()) != 2 {
				t.Errorf("two responses have %q", ring.Keys[0].Issuers())
			}
			if ring := NewKeyRing([]flow.KeySet{plain, other}); ring.Keys[0].Public != nil || len(ring.Faults) != 1 {
				t.Errorf("two keys have the faults %q", ring.Faults)
			}
			if ring := NewKeyRing([]flow.KeySet{plain}); ring.Keys[0].Public == nil || len(ring.Keys[0].Issuers()) != 1 {
				t.Errorf("one response has %+v", ring.Keys[0])
			}
		})
	}
	group.Wait()
}
