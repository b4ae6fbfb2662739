// Makes an SSH key pair in ECS. The private key is an encrypted secret in this stack's state: later stacks read it from here.
package main

import (
	alicloud "example.com/pulumi-alicloud-keypair/sdk/go/alicloudkeypair"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

func main() {
	pulumi.Run(func(ctx *pulumi.Context) error {
		dev, err := alicloud.NewKeyPair(ctx, "dev", &alicloud.KeyPairArgs{
			KeyPairName: pulumi.String("dev"),
		})
		if err != nil {
			return err
		}
		ctx.Export("keyPairName", dev.KeyPairName)
		ctx.Export("fingerPrint", dev.FingerPrint)
		ctx.Export("publicKey", dev.PublicKey)
		ctx.Export("privateKey", dev.PrivateKey) // secret
		return nil
	})
}
