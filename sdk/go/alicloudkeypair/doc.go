// SSH key pairs for Alibaba Cloud ECS, with the private key as an encrypted secret output.
package alicloudkeypair
