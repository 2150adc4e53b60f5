package cmd_test

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"os"
	"sync"

	"edov/flow/demo/openid"
)

// keysFile names the file with the demo tenant's keys for edovs that tests start. Each would make two of its own, which
// takes longer than everything else that most of them do.
const keysFile = "EDOV_TEST_KEYS"

// writeKeys makes the keys.
func writeKeys(path string) error {
	var file []byte
	for range 2 {
		key, err := rsa.GenerateKey(rand.Reader, 2048)
		if err != nil {
			return err
		}
		der, err := x509.MarshalPKCS8PrivateKey(key)
		if err != nil {
			return err
		}
		file = append(file, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der})...)
	}
	return os.WriteFile(path, file, 0o600)
}

// useKeys has this process take the keys of the file, if there is one.
func useKeys() {
	if path := os.Getenv(keysFile); path != "" {
		openid.KeysOfProcess = sync.OnceValues(func() (*openid.Keys, error) { return readKeys(path) })
	}
}

func readKeys(path string) (*openid.Keys, error) {
	rest, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var keys [2]*rsa.PrivateKey
	for i := range keys {
		block, after := pem.Decode(rest)
		if block == nil {
			return nil, errors.New("no key")
		}
		key, err := x509.ParsePKCS8PrivateKey(block.Bytes)
		if err != nil {
			return nil, err
		}
		keys[i], rest = key.(*rsa.PrivateKey), after
	}
	return openid.NewKeys(keys[0], keys[1])
}
