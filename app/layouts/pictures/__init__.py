"""Pictures and sounds that customers send: opened safely, cropped, improved; frames of videos, the shape of a sound."""
