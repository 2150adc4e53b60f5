package fault

import (
	"testing"

	"edov/flow/testrun"
)

func TestMain(m *testing.M) { testrun.Main(m) }
