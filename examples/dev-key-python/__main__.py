# Makes an SSH key pair in ECS. The private key is an encrypted secret in this stack's state: later stacks read it from here.
import pulumi
import pulumi_alicloud_keypair as alicloud

dev = alicloud.KeyPair("dev", key_pair_name="dev")

pulumi.export("keyPairName", dev.key_pair_name)
pulumi.export("fingerPrint", dev.finger_print)
pulumi.export("publicKey", dev.public_key)
pulumi.export("privateKey", dev.private_key)  # secret
