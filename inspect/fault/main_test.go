package fault

import (
	"testing"

	"edov/flow/testrun"
)

func TestMain(m *testing.M) {
	if err := packSigns(); err != nil {
		panic(err)
	}
	testrun.Main(m)
}
