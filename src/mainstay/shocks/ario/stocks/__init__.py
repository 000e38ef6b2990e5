"""What a cell does with what arrives: its stock, what that allows, its next order."""
