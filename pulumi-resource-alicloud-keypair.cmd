@echo off
rem The provider plugin on Windows, which starts no file without an extension.
node "%~dp0pulumi-resource-alicloud-keypair" %*
