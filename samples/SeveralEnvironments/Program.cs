System.Console.WriteLine("Two environments: .venv and .venv-tools");
