// Runs the program beside it with Pulumi's Automation API, which needs no language host: up or preview, in the project's folder.
package main

import (
	"context"
	"fmt"
	"os"

	"github.com/pulumi/pulumi/sdk/v3/go/auto"
	"github.com/pulumi/pulumi/sdk/v3/go/auto/optpreview"
	"github.com/pulumi/pulumi/sdk/v3/go/auto/optup"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// inline takes the place of pulumi.Run, which a language host calls.
func inline(program pulumi.RunFunc) {
	if err := run(program, os.Args[1], os.Args[2]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(program pulumi.RunFunc, command string, stackName string) error {
	ctx := context.Background()
	workspace, err := auto.NewLocalWorkspace(ctx, auto.WorkDir("."), auto.Program(program))
	if err != nil {
		return err
	}
	stack, err := auto.SelectStack(ctx, stackName, workspace)
	if err != nil {
		return err
	}
	switch command {
	case "up":
		_, err = stack.Up(ctx, optup.ProgressStreams(os.Stdout), optup.ErrorProgressStreams(os.Stderr))
	case "preview":
		_, err = stack.Preview(ctx, optpreview.Diff(),
			optpreview.ProgressStreams(os.Stdout), optpreview.ErrorProgressStreams(os.Stderr))
	default:
		err = fmt.Errorf("expected up or preview, not %s", command)
	}
	return err
}
